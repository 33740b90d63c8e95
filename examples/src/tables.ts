/** One table of the example database: where its rows come from, and what the dataset over it knows. */
export interface ExampleTable {
  readonly name: string
  /** `SELECT` over files of the data package; `{data}` is its folder. */
  readonly select: string
  readonly mainTime: string | null
  readonly description: string
  readonly columns: readonly (readonly [name: string, type: 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'TIMESTAMP' | 'DATE', verbose?: string])[]
  readonly metrics: readonly { readonly name: string; readonly verbose: string; readonly sql: string; readonly format?: string }[]
}

/** Sources and licences stand in NOTICE. */
export const TABLES: readonly ExampleTable[] = [
  {
    name: 'bird_strikes',
    select: `SELECT "Airport Name" AS airport, "Origin State" AS state, "Aircraft Make Model" AS aircraft, "Aircraft Airline Operator" AS operator, CAST("Flight Date" AS TIMESTAMP) AS flight_date,
      "Phase of flight" AS phase, "Wildlife Size" AS wildlife_size, "Wildlife Species" AS species, "Time of day" AS time_of_day, "Effect Amount of damage" AS damage, "Cost Total $" AS cost, "Speed IAS in knots" AS speed
      FROM read_csv('{data}/birdstrikes.csv') ORDER BY "Flight Date"`,
    mainTime: 'flight_date',
    description: 'Reports of birds and other animals hit by aircraft in the United States.',
    columns: [
      ['airport', 'VARCHAR', 'Airport'],
      ['state', 'VARCHAR', 'State'],
      ['aircraft', 'VARCHAR', 'Aircraft'],
      ['operator', 'VARCHAR', 'Operator'],
      ['flight_date', 'TIMESTAMP', 'Date of flight'],
      ['phase', 'VARCHAR', 'Phase of flight'],
      ['wildlife_size', 'VARCHAR', 'Size of animal'],
      ['species', 'VARCHAR', 'Species'],
      ['time_of_day', 'VARCHAR', 'Time of day'],
      ['damage', 'VARCHAR', 'Damage'],
      ['cost', 'BIGINT', 'Cost'],
      ['speed', 'BIGINT', 'Speed (knots)'],
    ],
    metrics: [
      { name: 'count', verbose: 'Strikes', sql: 'COUNT(*)', format: ',d' },
      { name: 'total_cost', verbose: 'Cost', sql: 'SUM(cost)', format: '$,.3s' },
      { name: 'damaging', verbose: 'Share with damage', sql: "AVG(CASE WHEN damage = 'None' THEN 0.0 ELSE 1.0 END)", format: '.1%' },
    ],
  },
  {
    name: 'world_development',
    select: `SELECT g.year, make_timestamp(g.year, 1, 1, 0, 0, 0) AS date, g.country, CASE g.cluster WHEN 0 THEN 'South Asia' WHEN 1 THEN 'Europe and Central Asia' WHEN 2 THEN 'Sub-Saharan Africa' WHEN 3 THEN 'Americas'
      WHEN 4 THEN 'East Asia and Pacific' ELSE 'Middle East and North Africa' END AS region, g.pop AS population, g.life_expect AS life_expectancy, g.fertility FROM read_json('{data}/gapminder.json') AS g ORDER BY g.country, g.year`,
    mainTime: 'date',
    description: 'Population, life expectancy and children per woman of 62 countries, every five years from 1955 to 2005.',
    columns: [
      ['year', 'BIGINT', 'Year'],
      ['date', 'TIMESTAMP', 'Date'],
      ['country', 'VARCHAR', 'Country'],
      ['region', 'VARCHAR', 'Region'],
      ['population', 'BIGINT', 'Population'],
      ['life_expectancy', 'DOUBLE', 'Life expectancy'],
      ['fertility', 'DOUBLE', 'Children per woman'],
    ],
    metrics: [
      { name: 'count', verbose: 'Rows', sql: 'COUNT(*)', format: ',d' },
      { name: 'people', verbose: 'People', sql: 'SUM(population)', format: '.3s' },
      { name: 'life', verbose: 'Life expectancy', sql: 'AVG(life_expectancy)', format: '.1f' },
      { name: 'children', verbose: 'Children per woman', sql: 'AVG(fertility)', format: '.2f' },
    ],
  },
  {
    name: 'flights',
    select: `SELECT f.date AS departure, f.delay, f.distance, f.origin, f.destination, COALESCE(a.state, 'unknown') AS origin_state FROM read_parquet('{data}/flights-3m.parquet') AS f
      LEFT JOIN read_csv('{data}/airports.csv') AS a ON a.iata = f.origin ORDER BY f.date`,
    mainTime: 'departure',
    description: 'Three million flights in the United States in the first half of 2001, with their delays.',
    columns: [
      ['departure', 'TIMESTAMP', 'Departure'],
      ['delay', 'BIGINT', 'Delay (minutes)'],
      ['distance', 'BIGINT', 'Distance (miles)'],
      ['origin', 'VARCHAR', 'From'],
      ['destination', 'VARCHAR', 'To'],
      ['origin_state', 'VARCHAR', 'State of departure'],
    ],
    metrics: [
      { name: 'count', verbose: 'Flights', sql: 'COUNT(*)', format: ',d' },
      { name: 'mean_delay', verbose: 'Mean delay', sql: 'AVG(delay)', format: '.1f' },
      { name: 'late', verbose: 'Late by 15 minutes or more', sql: 'AVG(CASE WHEN delay >= 15 THEN 1.0 ELSE 0.0 END)', format: '.1%' },
    ],
  },
  {
    name: 'seattle_weather',
    select: `SELECT CAST(date AS TIMESTAMP) AS date, precipitation, temp_max, temp_min, wind, weather, monthname(date) AS month FROM read_csv('{data}/seattle-weather.csv') ORDER BY date`,
    mainTime: 'date',
    description: 'Four years of daily weather in Seattle.',
    columns: [
      ['date', 'TIMESTAMP', 'Day'],
      ['precipitation', 'DOUBLE', 'Rain (mm)'],
      ['temp_max', 'DOUBLE', 'Highest temperature'],
      ['temp_min', 'DOUBLE', 'Lowest temperature'],
      ['wind', 'DOUBLE', 'Wind (m/s)'],
      ['weather', 'VARCHAR', 'Weather'],
      ['month', 'VARCHAR', 'Month'],
    ],
    metrics: [
      { name: 'count', verbose: 'Days', sql: 'COUNT(*)', format: ',d' },
      { name: 'warmest', verbose: 'Highest temperature', sql: 'MAX(temp_max)', format: '.1f' },
      { name: 'rain', verbose: 'Rain (mm)', sql: 'SUM(precipitation)', format: ',.0f' },
      { name: 'mean_wind', verbose: 'Mean wind', sql: 'AVG(wind)', format: '.2f' },
    ],
  },
]
