package import CallFlows

/// A value of a YAML file and where it stands: a scalar is text, whatever it looks like, until a schema types it.
package struct YAMLNode: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    /// `quoted` tells `"call.id"` from `call.id`, which matters where a bare word is a name.
    case scalar(String, quoted: Bool)
    case sequence([YAMLNode])
    /// In the order of the file; no key stands twice.
    case mapping([Entry])
    /// Something that was refused and reported; readers pass over it in silence.
    case refused
  }

  package struct Entry: Sendable, Equatable {
    package var key: String
    package var keyLocation: SourceLocation
    package var value: YAMLNode
  }

  package var content: Content
  package var location: SourceLocation

  package init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }

  /// Nothing stands after the colon.
  var isEmpty: Bool { content == .scalar("", quoted: false) }

  var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  var isRefused: Bool { content == .refused }

  /// What there is, in words for a sentence: "a list".
  var kind: String {
    switch content {
    case .scalar: isEmpty ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .refused: "something refused"
    }
  }
}

/// How much of a file is read before it is refused: no file that people wrote comes near.
package struct YAMLLimits: Sendable {
  /// Bytes of one file.
  package var size = 10 << 20
  /// Lists and mappings inside one another.
  package var depth = 64
  /// Scalars, lists and mappings of one file.
  package var nodes = 100_000
  /// `%TAG` directives looked at: libyaml compares each with all before it, in a time that grows with their square.
  var tagDirectives = 100
  /// Mistakes reported of one file.
  package var mistakes = 100

  package static let standard = YAMLLimits()
}
