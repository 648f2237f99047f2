/** What an address is counted by: one IPv6 customer has a whole /64. */
export function networkOf(address: string): string {
  return address.includes('.') || !address.includes(':') ? address : address.split(':').slice(0, 4).join(':');
}
