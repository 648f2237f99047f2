/** What a query holds, or undefined while it holds nothing. Reading `data` itself too early would suspend the page. */
export function dataOf<D>(query: {
  readonly isPending: boolean;
  readonly isLoadingError: boolean;
  readonly data: D | undefined;
}): D | undefined {
  return query.isPending || query.isLoadingError ? undefined : query.data;
}
