extension Schema {
  /// Messages to people and programs outside, until they are delivered or given up. Times are milliseconds since 1970 in
  /// UTC.
  ///
  /// Whoever delivers takes a lease: while it lasts nobody else takes the message, and when its holder is gone the message
  /// is due again. So each is delivered at least once; the other side knows a second delivery by the identifier.
  static let outbox = """
    CREATE TABLE outbox (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
      way TEXT NOT NULL CHECK (way IN ('webhook', 'e-mail')),
      recipient TEXT NOT NULL CHECK (length(recipient) > 0),
      subject TEXT,
      body TEXT NOT NULL,
      call TEXT,
      created_at INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      lease TEXT,
      leased_until INTEGER,
      delivered_at INTEGER,
      dead_at INTEGER,
      reason TEXT,
      CHECK ((lease IS NULL) = (leased_until IS NULL)),
      CHECK (delivered_at IS NULL OR dead_at IS NULL)
    ) STRICT;
    CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
    CREATE INDEX outbox_of_call ON outbox (call);
    """
}
