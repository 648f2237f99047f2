import { encode } from 'uqr';
import { createMemo } from 'solid-js';

/** A QR code as one path: dark on white in both themes, as cameras want it. */
export function QrCode(props: { text: string; label: string }) {
  const code = createMemo(() => encode(props.text, { ecc: 'M', border: 2 }));
  const path = () =>
    code()
      .data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('');
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${code().size} ${code().size}`}
      class="size-44 rounded-s bg-white"
      shape-rendering="crispEdges"
      data-testid="qr-code"
    >
      <path d={path()} fill="#000" />
    </svg>
  );
}
