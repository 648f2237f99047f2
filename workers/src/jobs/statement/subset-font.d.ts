declare module 'subset-font' {
  /** https://github.com/papandreou/subset-font */
  export default function subsetFont(
    font: Buffer,
    characters: string,
    options: { readonly targetFormat: 'sfnt'; readonly variationAxes: Readonly<Record<string, number>> },
  ): Promise<Buffer>;
}
