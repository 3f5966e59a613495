/** Whether two queries of an address say the same, in whatever order. */
export function isSameQuery(one: string, other: string): boolean {
  const sorted = (query: string): string => {
    const parameters = new URLSearchParams(query);
    parameters.sort();
    return parameters.toString();
  };
  return sorted(one) === sorted(other);
}
