/** How libvips begins what it says about a picture that it cannot read. What sharp says of its own use, and all other errors, begin otherwise. */
const complaint = /^(?:Input (?:buffer|image)|vips|(?:jpeg|png|svg)load|glib|Unknown error)/i;

/**
 * What `read` makes of a stranger's picture. Where libvips complains about the picture `refusal` is thrown; whatever else fails is our
 * own fault, and is thrown as it is.
 */
export async function readPicture<T>(read: () => Promise<T>, refusal: () => Error): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && complaint.test(error.message)) throw refusal();
    throw error;
  }
}
