extension Schema {
  /// Agents and what became of them. Times are milliseconds since 1970 in UTC.
  ///
  /// States are kept after their agent has been removed: they are history.
  static let agents = """
    CREATE TABLE agents (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
      name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      phone TEXT NOT NULL UNIQUE CHECK (length(phone) BETWEEN 1 AND 64),
      role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator')),
      realm TEXT NOT NULL,
      ha1_md5 TEXT NOT NULL CHECK (length(ha1_md5) = 32 AND ha1_md5 NOT GLOB '*[^0-9a-f]*'),
      ha1_sha256 TEXT NOT NULL CHECK (length(ha1_sha256) = 64 AND ha1_sha256 NOT GLOB '*[^0-9a-f]*'),
      wish TEXT NOT NULL DEFAULT 'available' CHECK (wish IN ('available', 'paused', 'signed-out')),
      changed_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE agent_queues (
      agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      queue TEXT NOT NULL CHECK (length(queue) > 0),
      PRIMARY KEY (agent, position), UNIQUE (agent, queue)
    ) STRICT;

    CREATE TABLE agent_languages (
      agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      language TEXT NOT NULL CHECK (length(language) > 0),
      PRIMARY KEY (agent, position), UNIQUE (agent, language)
    ) STRICT;

    CREATE TABLE agent_states (
      sequence INTEGER PRIMARY KEY,
      agent TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN
        ('signed-out', 'available', 'paused', 'ringing', 'talking', 'wrapping-up', 'resting', 'unreachable')),
      at INTEGER NOT NULL,
      why TEXT NOT NULL
    ) STRICT;
    CREATE INDEX agent_states_of_agent ON agent_states (agent, sequence);
    """

  /// Counts every change of an agent, so that a running service notices what another process has done.
  static let changeCounter: String = {
    var text = """
      CREATE TABLE change_counter (
        one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
        value INTEGER NOT NULL
      ) STRICT;
      INSERT INTO change_counter VALUES (1, 0);
      """
    for table in ["agents", "agent_queues", "agent_languages"] {
      for event in ["INSERT", "UPDATE", "DELETE"] {
        text += """

          CREATE TRIGGER \(table)_\(event.lowercased()) AFTER \(event) ON \(table)
          BEGIN UPDATE change_counter SET value = value + 1; END;
          """
      }
    }
    return text
  }()
}
