/// What may stand at one place of a file, as JSON Schema says it (draft 2020-12).
///
/// Editors read YAML 1.2 by its core schema: `3` is a number there and `true` a truth, while our readers take every scalar
/// as text. So a shape admits whatever such an editor makes of a text that our readers take; `yes` and `no` are text to both.
struct Shape: Sendable, Equatable {
  var members: [JSONTree.Member]

  init(_ members: [JSONTree.Member]) {
    self.members = members
  }

  init(type: String...) {
    members = [JSONTree.Member("type", type.count == 1 ? .text(type[0]) : .texts(type))]
  }

  var tree: JSONTree { .object(members) }

  /// Also with a keyword of JSON Schema.
  func with(_ keyword: String, _ value: JSONTree) -> Shape { Shape(members + [JSONTree.Member(keyword, value)]) }

  func described(_ text: String) -> Shape { with("description", .text(text)) }
}

/// Scalars.
extension Shape {
  /// Any text.
  static let text = Shape(type: "string", "number", "boolean")

  /// Text of this form.
  static func form(_ pattern: String) -> Shape { Shape(type: "string").with("pattern", .text(pattern)) }

  /// Text of this form, which may be all digits.
  static func digits(_ pattern: String) -> Shape {
    Shape(type: "string", "number").with("pattern", .text(pattern))
  }

  static func word(_ words: [String]) -> Shape { Shape([JSONTree.Member("enum", .texts(words))]) }

  static let yesNo = word(["yes", "no"])

  static let duration = form("^[0-9]+(ms|s|m|h|d)$")

  static func count(_ range: ClosedRange<Int>) -> Shape {
    digits("^[0-9]+$").with("minimum", .number(range.lowerBound)).with("maximum", .number(range.upperBound))
  }

  /// A name of something in the release. JSON Schema has no word for "letter" that every editor knows.
  static let name = digits(namePattern)
  static let namePattern = "^[0-9A-Za-z\\u00C0-\\uFFFF][-_0-9A-Za-z\\u00C0-\\uFFFF]*$"

  static let language = form(languagePattern)
  static let languagePattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

  /// One key of a telephone.
  static let key = digits("^[0-9*#A-D]$")
  static let keysPattern = "^[0-9*#A-D]+$"

  static let percent = form("^[0-9]+%$")

  /// `2026-12-24`.
  static let date = form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

  /// What this version passes over.
  static let anything = Shape([])
}

/// Lists, mappings and choices.
extension Shape {
  /// A list; one item may stand alone.
  static func list(of item: Shape) -> Shape { either([item, onlyList(of: item)]) }

  static func onlyList(of item: Shape) -> Shape { Shape(type: "array").with("items", item.tree) }

  static func either(_ shapes: [Shape]) -> Shape {
    Shape([JSONTree.Member("anyOf", .list(shapes.map(\.tree)))])
  }

  /// A part that stands under `$defs`.
  static func part(_ name: String) -> Shape { Shape([JSONTree.Member("$ref", .text("#/$defs/\(name)"))]) }

  /// A mapping with these settings, and, where `others` says so, with more.
  static func mapping(_ settings: [Setting], others: Shape? = nil) -> Shape {
    let properties = settings.map { JSONTree.Member($0.key, $0.shape.described($0.description).tree) }
    var shape = Shape(type: "object").with("properties", .object(properties))
    let needed = settings.filter(\.isNeeded).map(\.key)
    if !needed.isEmpty { shape = shape.with("required", .texts(needed)) }
    return shape.with("additionalProperties", others?.tree ?? .flag(false))
  }

  /// A mapping whose keys are the operator's own.
  static func entries(_ keys: String, _ value: Shape) -> Shape {
    Shape(type: "object").with("propertyNames", .object([JSONTree.Member("pattern", .text(keys))]))
      .with("additionalProperties", value.tree)
  }
}

extension Shape {
  /// Also where nothing stands.
  var orNothing: Shape {
    guard let index = members.firstIndex(where: { $0.name == "type" }) else {
      return .either([self, Shape(type: "null")])
    }
    var shape = self
    switch members[index].value {
    case .list(let types): shape.members[index].value = .list(types + [.text("null")])
    case let type: shape.members[index].value = .list([type, .text("null")])
    }
    return shape
  }
}

/// One key of a mapping, and all that an editor says of it.
struct Setting: Sendable {
  var key: String
  var shape: Shape
  /// Whole sentences, without a full stop at the end of a single one.
  var description: String
  /// Whether the mapping is a mistake without it.
  var isNeeded: Bool

  init(_ key: String, _ shape: Shape, _ description: String, isNeeded: Bool = false) {
    self.key = key
    self.shape = shape
    self.description = description
    self.isNeeded = isNeeded
  }
}

extension [Setting] {
  /// Settings of which nothing may stand behind the colon, too.
  var orEmpty: [Setting] {
    map { setting in
      var setting = setting
      if !setting.isNeeded { setting.shape = setting.shape.orNothing }
      return setting
    }
  }
}
