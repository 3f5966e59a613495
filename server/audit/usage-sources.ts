/*
 * Where numbers of a span of local days come from. In each statement $1 and $2 are the first and the last of these days
 * and $3 is the time zone. Days of UTC that have been added up are read from the sums, the others from the hourly numbers.
 */

const numbers = 'requests, errors, prompt_tokens, completion_tokens, total_tokens, duration_ms';
const midnight = (day: string) => `(${day})::timestamp at time zone 'UTC'`;

/** An `hour` belongs to the local day that its middle lies in. */
const localDay = `((hour + interval '30 minutes') at time zone $3)::date`;

const hours = `
  hours as materialized (
    select hour, ${localDay} as day
    from generate_series(
      date_trunc('hour', $1::date::timestamp at time zone $3, 'UTC') - interval '1 hour',
      ($2::date + 1)::timestamp at time zone $3 + interval '1 hour', interval '1 hour') hour
    where ${localDay} between $1::date and $2::date
  )`;

/** `hours`, and its `bounds`: the first hour and the end of the last one. */
export const spanOfHours = `${hours},
  bounds as materialized (
    select min(hour) as start, max(hour) + interval '1 hour' as finish from hours
  )`;

/** Constants to the planner, which therefore knows how long the time is. Up to two hours more than the span. */
export const nearSpan = `hour >= $1::date::timestamp at time zone $3 - interval '1 hour'
  and hour < ($2::date + 1)::timestamp at time zone $3 + interval '1 hour'`;

/** Days of UTC that the span touches, and whether their sums may be read for all of it. */
const utcDays = `
  utc_days as materialized (
    select d::date as day, s.day is not null as is_summed,
      s.day is not null and ${midnight('d::date')} >= start and ${midnight('d::date + 1')} <= finish as is_whole
    from bounds, generate_series((start at time zone 'UTC')::date, (finish at time zone 'UTC')::date, interval '1 day') d
      left join usage_summed_day s on s.day = d::date
  )`;

/** After {@link spanOfHours}: everybody's `numbers` by hour, gateway and model. */
export const everybody = `${utcDays},
  numbers as (
    select hour, gateway, model, ${numbers} from usage_hour_sum
    where ${nearSpan} and (hour at time zone 'UTC')::date in (select day from utc_days where is_summed)
    union all
    select h.hour, h.gateway, h.model, ${numbers} from utc_days cross join lateral (
      select * from usage_hour where hour >= ${midnight('day')} and hour < ${midnight('day + 1')}
    ) h where not is_summed
  )`;

/** After {@link spanOfHours}: the `numbers` of the API users in $4, by hour, gateway, model and user. */
export const someUsers = `
  -- Else the planner, who takes the hours for few, looks the users up once for each of them.
  numbers as materialized (
    select hour, gateway, model, api_user_id, ${numbers} from usage_hour
    where api_user_id = any($4::uuid[]) and ${nearSpan}
  )`;

/** After {@link spanOfHours}: everybody's `numbers` by user, of the span as a whole. */
export const byUser = `${utcDays},
  numbers as (
    select api_user_id, ${numbers} from usage_day_sum
    where day in (select day from utc_days where is_whole)
    union all
    select h.api_user_id, ${numbers} from bounds cross join utc_days cross join lateral (
      select * from usage_hour
      where hour >= greatest(${midnight('day')}, start) and hour < least(${midnight('day + 1')}, finish)
    ) h where not is_whole
  )`;
