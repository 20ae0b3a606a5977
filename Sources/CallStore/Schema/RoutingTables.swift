extension Schema {
  /// Routing: what agents can do beside languages, and new words for the events of tickets.
  static let routing = """
    CREATE TABLE agent_skills (
      agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
      need TEXT NOT NULL CHECK (length(need) > 0),
      skill TEXT NOT NULL CHECK (length(skill) > 0),
      PRIMARY KEY (agent, need, skill)
    ) STRICT;
    CREATE TRIGGER agent_skills_insert AFTER INSERT ON agent_skills
    BEGIN UPDATE change_counter SET value = value + 1; END;
    CREATE TRIGGER agent_skills_update AFTER UPDATE ON agent_skills
    BEGIN UPDATE change_counter SET value = value + 1; END;
    CREATE TRIGGER agent_skills_delete AFTER DELETE ON agent_skills
    BEGIN UPDATE change_counter SET value = value + 1; END;

    CREATE TABLE new_queue_events (
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN
        ('entered', 'offered', 'declined', 'withdrawn', 'answered', 'answered-too-late', 'conversation-ended',
         'left', 'outcome', 'priority-raised', 'transferred', 'preferring', 'need-relaxed', 'overflowed')),
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
    """
}
