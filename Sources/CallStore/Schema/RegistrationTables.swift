extension Schema {
  /// Where the phones are registered, so that a restart loses none of them. Times are milliseconds since 1970 in UTC.
  ///
  /// `path` holds one address per line, the next hop first; no address can hold a line end.
  static let registrations = """
    CREATE TABLE registrations (
      account TEXT NOT NULL CHECK (length(account) BETWEEN 1 AND 64),
      position INTEGER NOT NULL CHECK (position >= 0),
      contact TEXT NOT NULL CHECK (length(contact) > 0),
      path TEXT NOT NULL,
      transport TEXT NOT NULL CHECK (transport IN ('udp', 'tcp', 'tls', 'ws', 'wss')),
      local_host TEXT NOT NULL,
      local_port INTEGER NOT NULL CHECK (local_port BETWEEN 1 AND 65535),
      remote_host TEXT NOT NULL,
      remote_port INTEGER NOT NULL CHECK (remote_port BETWEEN 1 AND 65535),
      call_id TEXT NOT NULL,
      cseq INTEGER NOT NULL CHECK (cseq BETWEEN 0 AND 4294967295),
      preference INTEGER NOT NULL CHECK (preference BETWEEN 0 AND 1000),
      instance TEXT,
      registration_id INTEGER CHECK (registration_id BETWEEN 1 AND 4294967295),
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (account, position)
    ) STRICT;
    CREATE INDEX registrations_by_end ON registrations (expires_at);
    """
}
