package import CallFlows
import Foundation

/// Reads what a resource gives out of the JSON that it answered.
package enum LookupAnswer {
  /// - Throws: a sentence that names the place and says what is wrong, never what stands there.
  package static func values(
    _ fields: [LookupField], in bytes: [UInt8]
  ) throws(LookupFailure) -> [VariableName: FlowValue] {
    guard !fields.isEmpty else { return [:] }
    do {
      return try JSONDecoder().decode(Reading.self, from: Data(bytes), configuration: fields).values
    } catch let failure as LookupFailure {
      throw failure
    } catch {
      throw LookupFailure(.badAnswer, "the answer is no JSON")
    }
  }

  /// Goes to each field's place and reads what stands there; of everything else nothing is made.
  private struct Reading: DecodableWithConfiguration {
    var values: [VariableName: FlowValue] = [:]

    init(from decoder: any Decoder, configuration fields: [LookupField]) throws {
      for field in fields {
        guard let place = try Self.place(field.path, in: decoder) else {
          throw LookupFailure(.badAnswer, "the answer has no `\(field.path)`")
        }
        let container = try place.singleValueContainer()
        guard !container.decodeNil() else {
          throw LookupFailure(.badAnswer, "`\(field.path)` in the answer is null")
        }
        guard let value = FlowValue(container, as: field.type) else {
          throw LookupFailure(.badAnswer, "`\(field.path)` in the answer is no \(field.type)")
        }
        values[field.name] = value
      }
    }

    private static func place(_ path: JSONPath, in decoder: any Decoder) throws -> (any Decoder)? {
      var decoder = decoder
      for part in path.parts {
        switch part {
        case .member(let name):
          guard let object = try? decoder.container(keyedBy: Member.self), object.contains(Member(stringValue: name))
          else { return nil }
          decoder = try object.superDecoder(forKey: Member(stringValue: name))
        case .element(let index):
          guard var list = try? decoder.unkeyedContainer() else { return nil }
          for _ in 0..<index where !list.isAtEnd { _ = try list.superDecoder() }
          guard !list.isAtEnd else { return nil }
          decoder = try list.superDecoder()
        }
      }
      return decoder
    }
  }

  private struct Member: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
