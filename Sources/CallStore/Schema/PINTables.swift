extension Schema {
  /// The PINs with which agents hear their messages from other phones, and what stands against those who guess. Times are
  /// milliseconds since 1970 in UTC.
  ///
  /// A PIN belongs to its agent's name, and is deleted with the agent. `wrong` holds the times of wrong PINs of late, with
  /// blanks between them. A complaint is a message, too: whoever counts the messages of a queue counts both.
  static let pins = """
    CREATE TABLE agent_pins (
      agent TEXT NOT NULL PRIMARY KEY CHECK (length(agent) > 0),
      n INTEGER NOT NULL CHECK (n > 1),
      r INTEGER NOT NULL CHECK (r > 0),
      p INTEGER NOT NULL CHECK (p > 0),
      salt BLOB NOT NULL CHECK (length(salt) = 16),
      key BLOB NOT NULL CHECK (length(key) = 32),
      set_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE pin_guards (
      subject TEXT NOT NULL PRIMARY KEY CHECK (length(subject) > 0),
      wrong TEXT NOT NULL,
      locks INTEGER NOT NULL CHECK (locks >= 0),
      locked_until INTEGER,
      changed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pin_guards_by_age ON pin_guards (changed_at);

    DROP INDEX messages_of_queue;
    CREATE INDEX messages_of_queue ON recordings (queue, heard_at)
      WHERE kind IN ('voicemail', 'complaint') AND deleted_at IS NULL;
    """
}
