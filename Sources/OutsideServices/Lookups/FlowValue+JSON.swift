import CallFlows
import Foundation

extension FlowValue {
  /// As text in a request: a secret goes to whom the operator named, and nowhere else.
  var sent: String {
    switch self {
    case .text(let text), .secret(let text): text
    case .number(let number): String(number)
    case .yesNo(let flag): flag ? "yes" : "no"
    }
  }

  /// What stands at a place of a JSON document, if it is of this type.
  init?(_ place: any SingleValueDecodingContainer, as type: FlowType) {
    switch type {
    case .text, .money, .date, .time:
      if let text = try? place.decode(String.self) {
        self = .text(text)
      } else if let number = try? place.decode(Int.self) {
        self = .text(String(number))
      } else {
        return nil
      }
    case .number:
      guard let number = try? place.decode(Int.self) else { return nil }
      self = .number(number)
    case .yesNo:
      guard let flag = try? place.decode(Bool.self) else { return nil }
      self = .yesNo(flag)
    }
  }
}
