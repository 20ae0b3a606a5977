/// One thing that a ticket requires of its agent.
struct Need: Hashable, Sendable {
  var name: String
  var value: String
  /// The least level of the skill that will do; 0: any.
  var level: Int

  init(name: String, asked: String) {
    let (value, level) = SkillLevel.split(asked.lowercased())
    self.name = name
    self.value = value
    self.level = level ?? 0
  }

  /// The needs of a request in a fixed order, so that equal needs are equal values.
  static func list(_ needs: [String: String]) -> [Need] {
    needs.map { Need(name: $0.key, asked: $0.value) }.sorted { $0.name < $1.name }
  }
}

/// `router:7`: a skill and how well it is mastered, from 1, the least, to 9.
enum SkillLevel {
  /// Of a skill whose level nobody said.
  static let usual = 5

  static func split(_ text: String) -> (value: String, level: Int?) {
    guard let colon = text.lastIndex(of: ":"), colon > text.startIndex else { return (text, nil) }
    let digits = text[text.index(after: colon)...]
    guard digits.count == 1, let level = Int(digits), level >= 1 else { return (text, nil) }
    return (String(text[..<colon]), level)
  }
}

/// What an agent can do, ready to be asked often.
struct Abilities: Hashable, Sendable {
  private var languages: [String]
  /// The level of each skill, by the need's name and the skill.
  private var skills: [String: [String: Int]]

  init(_ agent: Agent) {
    languages = agent.languages.map { $0.lowercased() }
    skills = agent.skills.mapValues { values in
      let levels = values.map { SkillLevel.split($0.lowercased()) }
      return Dictionary(levels.map { ($0.value, $0.level ?? SkillLevel.usual) }, uniquingKeysWith: max)
    }
  }

  /// Whether every need is met. `language` is met by a language the agent speaks, a wider or a narrower tag of it
  /// included (RFC 4647 §3.3.1, §3.4): who speaks `es` takes `es-419`, and the other way round.
  func meet(_ needs: [Need]) -> Bool {
    needs.allSatisfy { need in
      need.name == "language"
        ? languages.contains { Self.sameLanguage($0, need.value) }
        : skills[need.name]?[need.value].map { $0 >= need.level } ?? false
    }
  }

  /// How well the agent masters what is needed: the levels together.
  func mastery(of needs: [Need]) -> Int {
    needs.reduce(0) { $0 + (skills[$1.name]?[$1.value] ?? 0) }
  }

  private static func sameLanguage(_ one: String, _ other: String) -> Bool {
    one == other || one.hasPrefix(other + "-") || other.hasPrefix(one + "-")
  }
}
