extension Schema {
  /// What was recorded of calls. Times are milliseconds since 1970 in UTC, durations milliseconds, files paths below the
  /// recordings' folder.
  ///
  /// A row is there from the beginning of its recording; until it has a duration, the recording goes on, or was cut off.
  /// The row of a recording whose file is deleted stays: that there was one belongs to the call.
  static let recordings = """
    CREATE TABLE recordings (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
      call TEXT NOT NULL REFERENCES calls (id),
      kind TEXT NOT NULL CHECK (kind IN ('voicemail', 'conversation', 'complaint')),
      queue TEXT,
      agent TEXT,
      file TEXT NOT NULL CHECK (length(file) > 0),
      began_at INTEGER NOT NULL,
      duration INTEGER CHECK (duration >= 0),
      voice INTEGER CHECK (voice >= 0),
      heard_at INTEGER,
      heard_by TEXT,
      keep_until INTEGER NOT NULL,
      deleted_at INTEGER,
      CHECK (heard_by IS NULL OR heard_at IS NOT NULL),
      CHECK (voice IS NULL OR duration IS NOT NULL)
    ) STRICT;
    CREATE INDEX recordings_of_call ON recordings (call);
    CREATE INDEX recordings_due ON recordings (keep_until) WHERE deleted_at IS NULL;
    CREATE INDEX recordings_going_on ON recordings (id) WHERE duration IS NULL AND deleted_at IS NULL;
    CREATE INDEX messages_of_queue ON recordings (queue, heard_at) WHERE kind = 'voicemail' AND deleted_at IS NULL;
    """
}
