extension Schema {
  /// Orders to record a prompt by phone: a command gives them, the running service takes them. Times are milliseconds since
  /// 1970 in UTC.
  ///
  /// `detail` says why nothing was kept.
  static let studio = """
    CREATE TABLE prompt_recordings (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
      prompt TEXT NOT NULL CHECK (length(prompt) > 0),
      language TEXT NOT NULL CHECK (length(language) > 0),
      phone TEXT NOT NULL CHECK (length(phone) > 0),
      state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'taken', 'ringing', 'answered', 'kept', 'not-kept')),
      detail TEXT,
      ordered_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL,
      CHECK (detail IS NULL OR state = 'not-kept')
    ) STRICT;
    CREATE INDEX prompt_recordings_asked ON prompt_recordings (ordered_at) WHERE state = 'asked';
    """
}
