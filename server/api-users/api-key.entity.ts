import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One secret of an API user. Only its hash is kept; retired keys stay so that their use can be answered with 410. */
@Entity('api_key')
export class ApiKey {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'api_user_id' })
  apiUserId!: string;

  /** SHA-256 of the whole key. */
  @Column('bytea', { unique: true })
  hash!: Buffer;

  /** The first characters, for people: `hms_ab12`. */
  @Column('text')
  prefix!: string;

  @Column('text', { name: 'last_four' })
  lastFour!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Set when a rotation replaced the key. */
  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  rotatedAt!: Date | null;
}
