extension Schema {
  /// How often each outside number was called on one day (UTC, counted from 1970-01-01), so that a cap outlives a
  /// restart. Older days are of no use to anybody and are deleted.
  static let dialCounts = """
    CREATE TABLE dial_counts (
      day INTEGER NOT NULL,
      number TEXT NOT NULL CHECK (length(number) > 0),
      calls INTEGER NOT NULL CHECK (calls > 0),
      PRIMARY KEY (day, number)
    ) STRICT, WITHOUT ROWID;
    """
}
