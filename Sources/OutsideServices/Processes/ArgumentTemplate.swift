/// A command as an argument array with placeholders: `[espeak-ng, -w, "{output}", --, "{text}"]`.
///
/// Each placeholder is replaced inside its own argument, once, by plain characters: no shell ever sees them, and what
/// they bring in is not looked at again.
struct ArgumentTemplate: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case literal(String)
    case placeholder(String)
  }

  private let arguments: [[Piece]]
  /// The placeholders that occur, each once.
  let placeholders: Set<String>

  /// A brace without its partner is a plain character.
  init(_ arguments: [String]) {
    self.arguments = arguments.map(Self.pieces)
    placeholders = Set(
      self.arguments.joined().compactMap { piece in
        if case .placeholder(let name) = piece { name } else { nil }
      })
  }

  private static func pieces(of argument: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = argument[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
      pieces.append(.placeholder(name))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.literal(String(rest))) }
    return pieces
  }

  /// The arguments with their placeholders filled in; one without a value becomes nothing.
  ///
  /// A value that makes up a whole argument and begins with a dash gets a space before it, unless `--` has come
  /// earlier: no program shall take it for an option.
  func filled(_ values: [String: String]) -> [String] {
    var optionsAreOver = false
    return arguments.map { pieces in
      let argument = pieces.map { piece in
        switch piece {
        case .literal(let text): text
        case .placeholder(let name): values[name] ?? ""
        }
      }.joined()
      if argument == "--", pieces == [.literal("--")] { optionsAreOver = true }
      guard !optionsAreOver, argument.hasPrefix("-"), case .placeholder = pieces.first else { return argument }
      return " " + argument
    }
  }
}
