import CallFlows

/// Expressions where the files have them.
extension SchemaReader {
  /// Text in quotes, or an expression of names, literals, comparisons and functions.
  func expression(_ node: YAMLNode, _ what: String) -> Expression? {
    guard let text = text(node, what), case .scalar(_, let quoted) = node.content else { return nil }
    return quoted ? .literal(.text(text)) : parsed(text, node)
  }

  /// Something that is yes or no: an expression, in quotes or not, since text by itself is neither.
  func condition(_ node: YAMLNode, _ what: String) -> Expression? {
    text(node, what).flatMap { parsed($0, node) }
  }

  /// `{name: expression, …}`; each location is its name's.
  func expressions(_ node: YAMLNode, _ what: String) -> [Assignment]? {
    guard let fields = mapping(node, what) else { return nil }
    let read = fields.entries.map { entry -> Assignment? in
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: VariableName = name(nameNode, "a name"),
        let value = expression(entry.value, "`\(entry.key)`")
      else { return nil }
      return Assignment(name: name, value: value, location: entry.keyLocation)
    }
    let good = read.compactMap { $0 }
    return good.count == read.count ? good : nil
  }

  /// A name to keep something under; the words of expressions are none.
  func variable(_ node: YAMLNode, _ what: String) -> VariableName? {
    guard let name: VariableName = name(node, what) else { return nil }
    guard ExpressionWord.reserved.contains(name.text) else { return name }
    let sentence = "nothing can be kept as `\(name)`, which has a meaning of its own in expressions"
    error(sentence, rule: "reserved-name", mend: "give it another name", at: node.location)
    return nil
  }

  private func parsed(_ text: String, _ node: YAMLNode) -> Expression? {
    do throws(ExpressionMistake) {
      return try ExpressionParser.expression(text)
    } catch {
      self.error(error.sentence, rule: error.rule, mend: error.mend, at: node.place(of: error.offset))
      return nil
    }
  }
}

extension YAMLNode {
  /// Where a character of a scalar stands, counted from its beginning: exact where the scalar stands on one line.
  fileprivate func place(of offset: Int) -> SourceLocation {
    guard case .scalar(_, let quoted) = content else { return location }
    var place = location
    place.column += offset + (quoted ? 1 : 0)
    return place
  }
}
