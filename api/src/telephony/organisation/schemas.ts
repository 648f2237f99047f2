import { z } from 'zod';
import { id, words } from '../../http/schemas.ts';

export const unitKinds = ['department', 'team', 'region'] as const;
const unitName = words(60).min(1);
const position = z.int().min(0).max(100_000);
const maxPlaced = 500;

export const organisationUnit = z
  .object({
    id,
    kind: z.enum(unitKinds),
    departmentId: id.nullable().meta({ description: 'The department it stands in.' }),
    name: z.string(),
    position: position.meta({ description: 'A larger one stands later.' }),
    staffCount: z.int().meta({ description: 'Logins that belong to it directly.' }),
    seatCount: z.int(),
  })
  .meta({ id: 'OrganisationUnit' });

export const createUnitBody = z.strictObject({
  kind: z.enum(unitKinds),
  name: unitName,
  departmentId: id.nullable().optional().meta({ description: 'What it stands in; none for a region.' }),
  position: position.optional(),
});

export const updateUnitBody = z
  .strictObject({ name: unitName.optional(), departmentId: id.nullable().optional(), position: position.optional() })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'name, departmentId or position is needed',
  );

export const organisationMember = z
  .object({
    type: z.enum(['staff', 'seat']).meta({ description: 'A login, or a seat that answers calls.' }),
    id,
    name: z.string(),
    note: z.string().nullable().meta({ description: 'The login name, or the extension’s number.' }),
    departmentId: id.nullable(),
    teamId: id.nullable(),
    regionId: id.nullable(),
  })
  .meta({ id: 'OrganisationMember' });

export const placeMembersBody = z
  .strictObject({
    members: z
      .array(z.strictObject({ type: z.enum(['staff', 'seat']), memberId: id }))
      .min(1)
      .max(maxPlaced),
    departmentId: id.nullable().optional(),
    teamId: id.nullable().optional().meta({ description: 'Brings its department with it.' }),
    regionId: id.nullable().optional(),
  })
  .refine(
    ({ departmentId, teamId, regionId }) => [departmentId, teamId, regionId].some((value) => value !== undefined),
    'departmentId, teamId or regionId is needed',
  );

export type UnitKind = (typeof unitKinds)[number];
export type OrganisationUnit = z.infer<typeof organisationUnit>;
export type CreateUnitBody = z.infer<typeof createUnitBody>;
export type UpdateUnitBody = z.infer<typeof updateUnitBody>;
export type OrganisationMember = z.infer<typeof organisationMember>;
export type PlaceMembersBody = z.infer<typeof placeMembersBody>;
