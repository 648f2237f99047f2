/** Where most calls of this house go, shown beside a rule when nobody says which prefixes to show. */
export const examplePrefixes = ['86138', '8610', '85291', '8869', '1212', '447', '8190', '6591'] as const;
