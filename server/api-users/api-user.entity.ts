import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { GatewayName } from '../settings.ts';

/** Somebody who may call the gateways, and how much. */
@Entity('api_user')
export class ApiUser {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'display_name', unique: true })
  displayName!: string;

  @Column('text', { array: true })
  gateways!: GatewayName[];

  @Column('integer', { name: 'requests_per_minute' })
  requestsPerMinute!: number;

  /** pg answers bigint as text; `transformer` keeps it a number (the schema allows at most 2^53 - 1). */
  @Column('bigint', {
    name: 'monthly_token_cap',
    transformer: { to: (value: number) => value, from: (value: string) => Number(value) },
  })
  monthlyTokenCap!: number;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  /** `null` allows every model. */
  @Column('text', { name: 'allowed_models', array: true, nullable: true })
  allowedModels!: string[] | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  /** Grows with every change, so that two administrators do not overwrite each other. */
  @VersionColumn()
  version!: number;
}
