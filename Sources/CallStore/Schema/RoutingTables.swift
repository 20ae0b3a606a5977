extension Schema {
  /// What agents can do beside languages: skills, each with its level, by the need that they answer.
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
    """
}
