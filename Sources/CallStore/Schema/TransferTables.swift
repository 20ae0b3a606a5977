extension Schema {
  /// Transfers: four tables learn new words. SQLite cannot change a CHECK, so each is copied into one that has the new
  /// words.
  static let transfers = """
    CREATE TABLE new_calls (
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
        ('caller-hung-up', 'flow-ended', 'agent-hung-up', 'handed-on', 'lost', 'rejected', 'drained')),
      ended_step TEXT,
      ended_detail TEXT,
      CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
      CHECK (ended_how IS NOT NULL OR (ended_step IS NULL AND ended_detail IS NULL))
    ) STRICT;
    INSERT INTO new_calls
      SELECT id, began_at, caller, caller_name, dialled, flow, release, language, reason, ended_at, ended_how,
        ended_step, ended_detail
      FROM calls;
    DROP TABLE calls;
    ALTER TABLE new_calls RENAME TO calls;
    CREATE INDEX calls_in_progress ON calls (id) WHERE ended_at IS NULL;
    CREATE INDEX calls_of_caller ON calls (caller, id);

    CREATE TABLE new_call_steps (
      sequence INTEGER PRIMARY KEY,
      call TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN
        ('visited', 'keyed', 'silent', 'wrong', 'kept', 'language', 'reason', 'tag', 'outcome', 'fault', 'flow-ended',
         'leg', 'ticket', 'announced', 'talking', 'conversation-ended', 'transfer')),
      step TEXT,
      subject TEXT,
      value TEXT,
      masked INTEGER NOT NULL DEFAULT 0 CHECK (masked IN (0, 1)),
      CHECK (masked = 0 OR value IS NULL)
    ) STRICT;
    INSERT INTO new_call_steps SELECT sequence, call, at, kind, step, subject, value, masked FROM call_steps;
    DROP TABLE call_steps;
    ALTER TABLE new_call_steps RENAME TO call_steps;
    CREATE INDEX call_steps_of_call ON call_steps (call, sequence);

    CREATE TABLE new_queue_events (
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN
        ('entered', 'offered', 'declined', 'withdrawn', 'answered', 'answered-too-late', 'conversation-ended',
         'left', 'outcome', 'priority-raised', 'transferred')),
      ticket TEXT NOT NULL,
      queue TEXT,
      agent TEXT,
      offer INTEGER,
      milliseconds INTEGER CHECK (milliseconds >= 0),
      detail TEXT,
      why TEXT NOT NULL
    ) STRICT;
    INSERT INTO new_queue_events
      SELECT sequence, at, kind, ticket, queue, agent, offer, milliseconds, detail, why FROM queue_events;
    DROP TABLE queue_events;
    ALTER TABLE new_queue_events RENAME TO queue_events;
    CREATE INDEX queue_events_of_ticket ON queue_events (ticket, sequence);
    CREATE INDEX queue_events_of_agent ON queue_events (agent, sequence) WHERE agent IS NOT NULL;

    CREATE TABLE new_agent_states (
      sequence INTEGER PRIMARY KEY,
      agent TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN
        ('signed-out', 'available', 'paused', 'ringing', 'talking', 'engaged', 'wrapping-up', 'resting',
         'unreachable')),
      at INTEGER NOT NULL,
      why TEXT NOT NULL
    ) STRICT;
    INSERT INTO new_agent_states SELECT sequence, agent, status, at, why FROM agent_states;
    DROP TABLE agent_states;
    ALTER TABLE new_agent_states RENAME TO agent_states;
    CREATE INDEX agent_states_of_agent ON agent_states (agent, sequence);
    """
}
