extension Schema {
  /// Calls and all that happened in them. Times are milliseconds since 1970 in UTC.
  ///
  /// `sequence` counts through all tables in the order of recording: within one call it is the order of events.
  /// A queue's events name their ticket, which may be recorded a little earlier than the ticket itself.
  static let calls = """
    CREATE TABLE calls (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
      began_at INTEGER NOT NULL,
      caller TEXT NOT NULL,
      caller_name TEXT,
      dialled TEXT NOT NULL,
      flow TEXT NOT NULL,
      release TEXT NOT NULL,
      language TEXT,
      reason TEXT,
      ended_at INTEGER,
      ended_how TEXT CHECK (ended_how IN
        ('caller-hung-up', 'flow-ended', 'agent-hung-up', 'lost', 'rejected', 'drained')),
      ended_step TEXT,
      ended_detail TEXT,
      CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
      CHECK (ended_how IS NOT NULL OR (ended_step IS NULL AND ended_detail IS NULL))
    ) STRICT;
    CREATE INDEX calls_in_progress ON calls (id) WHERE ended_at IS NULL;
    CREATE INDEX calls_of_caller ON calls (caller, id);

    CREATE TABLE call_steps (
      sequence INTEGER PRIMARY KEY,
      call TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN
        ('visited', 'keyed', 'silent', 'wrong', 'kept', 'language', 'reason', 'tag', 'outcome', 'fault', 'flow-ended',
         'leg', 'ticket', 'announced', 'talking', 'conversation-ended')),
      step TEXT,
      subject TEXT,
      value TEXT,
      masked INTEGER NOT NULL DEFAULT 0 CHECK (masked IN (0, 1)),
      CHECK (masked = 0 OR value IS NULL)
    ) STRICT;
    CREATE INDEX call_steps_of_call ON call_steps (call, sequence);

    CREATE TABLE call_legs (
      call TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
      leg INTEGER NOT NULL CHECK (leg >= 0),
      agent TEXT,
      began_at INTEGER NOT NULL,
      answered_at INTEGER,
      ended_at INTEGER,
      ended_how TEXT,
      PRIMARY KEY (call, leg),
      CHECK (ended_how IS NULL OR ended_at IS NOT NULL),
      CHECK (leg > 0 OR agent IS NULL)
    ) STRICT;

    CREATE TABLE tickets (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
      call TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
      queue TEXT NOT NULL,
      reason TEXT,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX tickets_of_call ON tickets (call);

    CREATE TABLE queue_events (
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN
        ('entered', 'offered', 'declined', 'withdrawn', 'answered', 'answered-too-late', 'conversation-ended',
         'left', 'outcome', 'priority-raised')),
      ticket TEXT NOT NULL,
      queue TEXT,
      agent TEXT,
      offer INTEGER,
      milliseconds INTEGER CHECK (milliseconds >= 0),
      detail TEXT,
      why TEXT NOT NULL
    ) STRICT;
    CREATE INDEX queue_events_of_ticket ON queue_events (ticket, sequence);
    CREATE INDEX queue_events_of_agent ON queue_events (agent, sequence) WHERE agent IS NOT NULL;
    """
}
