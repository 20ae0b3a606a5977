import CYaml

/// One event of libyaml's parser, with its place; lines and columns count from 1.
struct YAMLEvent {
  enum Kind {
    /// A directive declares handles for tags.
    case documentStart(declaresTags: Bool)
    case scalar(String, quoted: Bool), alias(String), sequenceStart, mappingStart, collectionEnd, streamEnd, other
  }

  var kind: Kind
  var anchor: String?
  var tag: String?
  var line: Int
  var column: Int
}

/// What libyaml could not read, in its own words.
struct YAMLSyntaxError: Error {
  var problem: String
  var context: String
  /// `nil` where only the offset in bytes is known: the text is not UTF-8.
  var place: (line: Int, column: Int)?
  var offset: Int
}

/// The events of a YAML text, one after the other; owns libyaml's parser and the bytes it reads.
///
/// Events, not composed nodes: anchors, aliases and tags are seen before anything could expand them.
final class YAMLEvents {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// `nil` when there is no memory for a parser.
  init?(_ bytes: [UInt8]) {
    input = .allocate(capacity: max(bytes.count, 1))
    _ = input.initialize(from: bytes)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else { return nil }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event; after an error or `.streamEnd`, ask no more.
  func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_event_delete(&event) }
    return Self.event(event)
  }

  private static func event(_ event: yaml_event_t) -> YAMLEvent {
    var anchor: UnsafeMutablePointer<yaml_char_t>?
    var tag: UnsafeMutablePointer<yaml_char_t>?
    let kind: YAMLEvent.Kind
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      let directives = event.data.document_start.tag_directives
      kind = .documentStart(declaresTags: directives.start != directives.end)
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
    case YAML_ALIAS_EVENT: kind = .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      (anchor, tag) = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
      kind = .sequenceStart
    case YAML_MAPPING_START_EVENT:
      (anchor, tag) = (event.data.mapping_start.anchor, event.data.mapping_start.tag)
      kind = .mappingStart
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      (anchor, tag) = (scalar.anchor, scalar.tag)
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = .scalar(String(decoding: bytes, as: UTF8.self), quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
    default: kind = .other
    }
    let mark = event.start_mark
    return YAMLEvent(
      kind: kind, anchor: text(anchor), tag: text(tag), line: mark.line + 1, column: mark.column + 1)
  }

  private var failure: YAMLSyntaxError {
    let state = parser.pointee
    let context = state.context.map { String(cString: $0) } ?? ""
    // Quotes that never close are a mistake where they open, not where the file ends.
    let mark = context == "while scanning a quoted scalar" ? state.context_mark : state.problem_mark
    return YAMLSyntaxError(
      problem: state.problem.map { String(cString: $0) } ?? "the parser gave up",
      context: context,
      place: state.error == YAML_READER_ERROR ? nil : (mark.line + 1, mark.column + 1),
      offset: state.problem_offset)
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
