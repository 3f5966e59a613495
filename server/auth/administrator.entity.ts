import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { AdministratorRole } from './administrators.contract.ts';

/** Who may use the console. The first one comes from the environment. */
@Entity('administrator')
export class Administrator {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { unique: true })
  username!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text')
  role!: AdministratorRole;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  /** The settings say its name and password. There is one. */
  @Column('boolean', { name: 'from_environment' })
  fromEnvironment!: boolean;

  /** argon2id in its own string form, parameters included. */
  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  /** Somebody else has seen the password, so that it is good for nothing but choosing another one. */
  @Column('boolean', { name: 'password_change_required' })
  passwordChangeRequired!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'password_changed_at' })
  passwordChangedAt!: Date;

  @Column('timestamptz', { name: 'last_login_at', nullable: true })
  lastLoginAt!: Date | null;

  /** From then on, a login needs a code. */
  @Column('timestamptz', { name: 'totp_confirmed_at', nullable: true })
  totpConfirmedAt!: Date | null;

  /** Grows with every change another administrator could overwrite. */
  @VersionColumn()
  version!: number;
}
