/// One thing that a ticket requires of its agent.
struct Need: Hashable, Sendable {
  var name: String
  var value: String

  /// The needs of a request in a fixed order, so that equal needs are equal values.
  static func list(_ needs: [String: String]) -> [Need] {
    needs.map { Need(name: $0.key, value: $0.value.lowercased()) }.sorted { $0.name < $1.name }
  }
}

/// What an agent can do, ready to be asked often.
struct Abilities: Sendable {
  private var languages: [String]
  private var skills: [String: [String]]

  init(_ agent: Agent) {
    languages = agent.languages.map { $0.lowercased() }
    skills = agent.skills.mapValues { values in values.map { $0.lowercased() } }
  }

  /// Whether every need is met. `language` is met by a language the agent speaks, a wider or a narrower tag of it
  /// included (RFC 4647 §3.3.1, §3.4): who speaks `es` takes `es-419`, and the other way round.
  func meet(_ needs: [Need]) -> Bool {
    needs.allSatisfy { need in
      need.name == "language"
        ? languages.contains { Self.sameLanguage($0, need.value) }
        : skills[need.name]?.contains(need.value) ?? false
    }
  }

  private static func sameLanguage(_ one: String, _ other: String) -> Bool {
    one == other || one.hasPrefix(other + "-") || other.hasPrefix(one + "-")
  }
}
