/** RFC 6266: the whole name as RFC 5987 has it, and before it one in ASCII for who does not know that. */
export function dispositionOf(name: string, disposition: 'attachment' | 'inline' = 'attachment'): string {
  const clean = name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}/\\]/gu, '_').trim() || 'file';
  const ascii = clean.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["%]/g, '_');
  const encoded = encodeURIComponent(clean).replaceAll(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
