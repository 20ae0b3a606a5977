package import CallFlows
import Foundation
import Redaction

/// The HTTP request that a resource and the values of a call make.
///
/// A value is data wherever it goes: percent-encoded in the URL (RFC 3986 §2.3), whole in a header field, a JSON value in
/// a body. It can change neither the host nor the shape of the path.
package struct LookupQuestion: Sendable, Hashable {
  package var method: String
  package var url: String
  /// Names and values, in the order of the file.
  package var headers: [[String]]
  /// A JSON object.
  package var body: [UInt8]?

  package init(_ resource: LookupResource, _ values: [VariableName: FlowValue]) throws(LookupFailure) {
    method = resource.method.rawValue
    url = try Self.url(resource.url, values)
    headers = []
    for header in resource.headers {
      headers.append([header.name, try Self.field(header, values)])
    }
    body = resource.method == .post ? try Self.body(resource.body, values) : nil
  }

  private static func text(
    of name: VariableName, _ values: [VariableName: FlowValue]
  ) throws(LookupFailure) -> String {
    guard let value = values[name] else { throw LookupFailure(.badQuestion, "nothing was sent for `\(name)`") }
    return value.sent
  }

  private static func url(
    _ template: LookupTemplate, _ values: [VariableName: FlowValue]
  ) throws(LookupFailure) -> String {
    var url = ""
    for piece in template.pieces {
      switch piece {
      case .literal(let text): url += text
      case .environment(let secret): url += encoded(secret.exposed)
      case .parameter(let name):
        let text = try text(of: name, values)
        // In the path nothing at all, `.` and `..` would be another path; in the query they are values like any other.
        if !url.contains("?"), ["", ".", ".."].contains(text) {
          throw LookupFailure(.badQuestion, "what was sent for `\(name)` cannot stand in the path of a URL")
        }
        url += encoded(text)
      }
    }
    return url
  }

  /// Everything but the unreserved characters.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { encoded, octet in
      switch octet {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        encoded.unicodeScalars.append(Unicode.Scalar(octet))
      default:
        encoded += "%\(digits[Int(octet >> 4)])\(digits[Int(octet & 15)])"
      }
    }
  }

  private static func field(
    _ header: LookupHeader, _ values: [VariableName: FlowValue]
  ) throws(LookupFailure) -> String {
    let text = try filled(header.value, values)
    guard text.unicodeScalars.allSatisfy({ $0.value == 9 || (0x20...0x7E).contains($0.value) }) else {
      throw LookupFailure(.badQuestion, "the header field `\(header.name)` would hold what no header can")
    }
    return text
  }

  private static func filled(
    _ template: LookupTemplate, _ values: [VariableName: FlowValue]
  ) throws(LookupFailure) -> String {
    var filled = ""
    for piece in template.pieces {
      switch piece {
      case .literal(let text): filled += text
      case .environment(let secret): filled += secret.exposed
      case .parameter(let name): filled += try text(of: name, values)
      }
    }
    return filled
  }

  private static func body(
    _ members: [LookupMember], _ values: [VariableName: FlowValue]
  ) throws(LookupFailure) -> [UInt8] {
    var object: [String: JSONScalar] = [:]
    for member in members {
      if case .parameter(let name)? = member.value.pieces.first, member.value.pieces.count == 1 {
        guard let value = values[name] else { throw LookupFailure(.badQuestion, "nothing was sent for `\(name)`") }
        object[member.name] = JSONScalar(value)
      } else {
        object[member.name] = .text(try filled(member.value, values))
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(object) else {
      throw LookupFailure(.badQuestion, "what was sent cannot be written as JSON")
    }
    return Array(bytes)
  }
}

/// A value as JSON has it: numbers and yes-no keep their kind, everything else is text.
enum JSONScalar: Encodable {
  case text(String)
  case number(Int)
  case yesNo(Bool)

  init(_ value: FlowValue) {
    switch value {
    case .number(let number): self = .number(number)
    case .yesNo(let flag): self = .yesNo(flag)
    default: self = .text(value.sent)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .yesNo(let flag): try container.encode(flag)
    }
  }
}
