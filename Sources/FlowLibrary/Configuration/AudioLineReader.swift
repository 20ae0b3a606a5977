import CallFlows

extension Configuration {
  /// A sound device that is a line of the house: a door station, a radio, a telephone behind an adapter.
  package struct AudioLine: Sendable, Equatable {
    /// When it calls.
    package enum Occasion: Sendable, Equatable {
      /// As soon as the service runs, and again after each call.
      case always
      /// When somebody speaks, louder than this many dBm0.
      case level(Double)
      /// When a key is heard.
      case key
    }

    /// Who calls, for the flow and in the record.
    package var name: String
    /// Its ALSA name.
    package var device: String
    /// What it dials.
    package var number: String
    package var occasion: Occasion

    package init(name: String, device: String, number: String, occasion: Occasion) {
      self.name = name
      self.device = device
      self.number = number
      self.occasion = occasion
    }
  }
}

/// Reads `audio:` of the configuration.
struct AudioLineReader {
  let reader: SchemaReader

  typealias Line = Configuration.AudioLine

  func lines(_ node: YAMLNode) -> [Line] {
    var lines: [Line] = []
    for item in reader.list(node, "`audio`") ?? [] {
      guard let fields = reader.mapping(item, "a line of `audio`"), let line = line(fields) else { continue }
      if lines.contains(where: { $0.name == line.name || $0.device == line.device }) {
        reader.error(
          "there are two lines with the name `\(line.name)` or the device `\(line.device)`", rule: "duplicate-name",
          mend: "give each a name and a device of its own", at: item.location)
      }
      lines.append(line)
    }
    return lines
  }

  private func line(_ fields: MappingReader) -> Line? {
    let name = fields.require("name").flatMap {
      reader.scalar($0, "`name`", form: "a name of small letters, digits and hyphens", parse: Self.name)
    }
    let device = fields.require("device").flatMap { reader.text($0, "`device`") }
    let number = fields.require("number").flatMap { reader.text($0, "`number`") }
    let occasion = fields.require("calls-when").flatMap {
      reader.scalar(
        $0, "`calls-when`", form: "always, key, or a level from -60dB to 0dB, such as level -30dB",
        parse: Self.occasion)
    }
    fields.finish()
    guard let name, let device, let number, let occasion else { return nil }
    return Line(name: name, device: device, number: number, occasion: occasion)
  }

  private static func name(_ text: String) -> String? {
    let isName = (1...32).contains(text.utf8.count) && text.first?.isLetter == true
    return isName && text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) } ? text : nil
  }

  private static func occasion(_ text: String) -> Line.Occasion? {
    switch text {
    case "always": return .always
    case "key": return .key
    default:
      guard text.hasPrefix("level "), text.hasSuffix("dB"), let level = Double(text.dropFirst(6).dropLast(2)),
        (-60.0...0.0).contains(level)
      else { return nil }
      return .level(level)
    }
  }
}
