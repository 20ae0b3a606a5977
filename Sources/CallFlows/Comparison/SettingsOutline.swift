/// The settings of a step, a queue or a schedule by their names, each as text: what can be compared and shown.
///
/// They are read by reflection, so that a setting to come is compared without a line here. Places in files and
/// destinations are left out: the first are no settings, the second are ways of the flow's graph.
package struct SettingsOutline: Sendable, Equatable {
  /// `announce every` and the like, with how it is set; what is not set is missing.
  package private(set) var settings: [String: String] = [:]

  /// - Parameter leaving: names of settings that are told elsewhere.
  package init(of value: Any, leaving: Set<String> = []) {
    let mirror = Mirror(reflecting: value)
    // An enum's case is what the thing is; only what it holds is a setting.
    if mirror.displayStyle == .enum, let held = mirror.children.first {
      collect(held.value, at: [])
    } else {
      collect(value, at: [])
    }
    for name in leaving { settings[name] = nil }
  }

  /// How the settings differ: "wait is 8s instead of 6s".
  package func differences(from old: SettingsOutline) -> [String] {
    Set(settings.keys).union(old.settings.keys).sorted().compactMap { name in
      switch (old.settings[name], settings[name]) {
      case (let before?, let now?): before == now ? nil : "\(name) is now \(now) instead of \(before)"
      case (nil, let now?): "\(name) is now \(now)"
      case (let before?, nil): "\(name) is no longer set (it was \(before))"
      case (nil, nil): nil
      }
    }
  }

  private mutating func collect(_ value: Any, at place: [String]) {
    guard let value = Reflected.unwrapped(value), !Reflected.isLeftOut(value) else { return }
    if let text = Reflected.leaf(value) {
      settings[place.joined(separator: " ")] = text
      return
    }
    for child in Mirror(reflecting: value).children {
      let name = child.label.map(Reflected.word) ?? ""
      collect(child.value, at: place + (Reflected.unnamed.contains(name) ? [] : [name]))
    }
  }
}

/// Values as text, by reflection.
private enum Reflected {
  /// Parts that only hold others together.
  static let unnamed: Set<String> = ["patience", ""]

  static func unwrapped(_ value: Any) -> Any? {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return value }
    return mirror.children.first.flatMap { unwrapped($0.value) }
  }

  static func isLeftOut(_ value: Any) -> Bool {
    value is SourceLocation || value is Destination || value is [AnyHashable: Destination]
  }

  /// `nil` for a structure, which has settings of its own.
  static func leaf(_ value: Any) -> String? {
    switch Mirror(reflecting: value).displayStyle {
    case .struct where !(value is any CustomStringConvertible), .class: nil
    case .tuple: nil
    default: text(value)
    }
  }

  static func text(_ value: Any) -> String {
    guard let value = unwrapped(value) else { return "nothing" }
    if let duration = value as? Duration { return duration.inUnits }
    if let flag = value as? Bool { return flag ? "yes" : "no" }
    if let raw = (value as? any RawRepresentable)?.rawValue { return "\(raw)" }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .collection: return list(mirror.children.map { text($0.value) })
    case .set: return list(mirror.children.map { text($0.value) }.sorted())
    case .dictionary: return list(mirror.children.map { members(of: $0.value).joined(separator: ": ") }.sorted())
    case .tuple: return members(of: value).joined(separator: " ")
    case .enum: return enumeration(value, mirror)
    case .struct where !(value is any CustomStringConvertible): return "{\(fields(of: mirror).joined(separator: ", "))}"
    default: return "\(value)"
    }
  }

  private static func list(_ parts: [String]) -> String {
    parts.count == 1 ? parts[0] : "[\(parts.joined(separator: ", "))]"
  }

  private static func members(of value: Any) -> [String] {
    Mirror(reflecting: value).children.filter { !isLeftOut($0.value) }.map { text($0.value) }
  }

  private static func fields(of mirror: Mirror) -> [String] {
    mirror.children.compactMap { child in
      guard let value = unwrapped(child.value), !isLeftOut(value) else { return nil }
      return "\(word(child.label ?? "")): \(text(value))"
    }
  }

  /// A case without a value is its name; the cases of a value are not worth their names.
  private static func enumeration(_ value: Any, _ mirror: Mirror) -> String {
    guard let held = mirror.children.first else { return word("\(value)") }
    let plain: Set<String> = ["literal", "text", "number", "yesNo", "name", "kept"]
    guard let label = held.label, !plain.contains(label) else { return text(held.value) }
    return "\(word(label)) \(text(held.value))"
  }

  /// `betweenKeys` as operators write it: `between-keys`.
  static func word(_ label: String) -> String {
    let renamed = ["longestWait": "at-most", "longest": "at-most", "isLoop": "loop"]
    if let word = renamed[label] { return word }
    return label.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
  }
}

extension Duration {
  /// In the largest unit that it fills without a rest, as operators write it: `90s`, `2m`, `14d`.
  var inUnits: String {
    let (seconds, rest) = components
    guard rest == 0 else { return "\(Int64(self / .milliseconds(1)))ms" }
    for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where seconds != 0 && seconds % size == 0 {
      return "\(seconds / size)\(unit)"
    }
    return "\(seconds)s"
  }
}
