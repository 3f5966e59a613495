import { z } from 'zod';

/** Control characters, and what turns the reading direction or takes no room: a name must be what it looks like. */
const deceptive = /[\p{Cc}\p{Cs}\p{Co}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The name of a person or program as administrators see it, 1 to 80 characters. */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((name) => !deceptive.test(name), 'must not hold control or invisible characters')
  .refine((name) => visible.test(name), 'must hold something visible');
