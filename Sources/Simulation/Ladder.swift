package import Timekeeping

/// A ladder diagram as text: who sent what to whom and when, one line a message, the way telephone engineers read it.
///
///          phone                         switchboard
///     0.000  |----------- INVITE 1 ---------x |
///     0.500  |----------- INVITE 1 ---------->|
///     0.500  |<-------- 100 INVITE 1 ---------|
///
/// Time is in seconds from the recorder's beginning. An `x` in place of the arrow's head: lost on the way.
package struct Ladder: Sendable {
  private enum Rung: Sendable {
    case message(label: String, from: Int, to: Int, lost: Bool)
    case note(String)
  }

  /// Octets between two uprights.
  private static let spacing = 33
  private static let margin = 11

  package private(set) var parties: [String]
  private var rungs: [(at: Moment, rung: Rung)] = []
  private let beginning: Moment

  /// - Parameter parties: the uprights from left to right; a party first named by a message is added at the right.
  package init(parties: [String] = [], beginning: Moment = .zero) {
    self.parties = parties
    self.beginning = beginning
  }

  /// Draws a message.
  package mutating func record(
    _ label: String, from sender: String, to receiver: String, at now: Moment, lost: Bool = false
  ) {
    let rung = Rung.message(label: label, from: upright(of: sender), to: upright(of: receiver), lost: lost)
    rungs.append((now, rung))
  }

  /// Writes a remark across the ladder: a state reached, a deadline that fired.
  package mutating func note(_ text: String, at now: Moment) {
    rungs.append((now, .note(text)))
  }

  private mutating func upright(of party: String) -> Int {
    if let known = parties.firstIndex(of: party) { return known }
    parties.append(party)
    return parties.count - 1
  }
}

extension Ladder: CustomStringConvertible {
  package var description: String {
    ([heading] + rungs.map(line)).joined(separator: "\n")
  }

  private var heading: String {
    var line = ""
    for (index, party) in parties.enumerated() {
      let wanted = Self.column(index) - party.count / 2
      line += String(repeating: " ", count: max(wanted - line.count, index == 0 ? 0 : 1)) + party
    }
    return line
  }

  private static func column(_ index: Int) -> Int { margin + index * spacing }

  private func line(_ entry: (at: Moment, rung: Rung)) -> String {
    let stamp = Self.seconds(entry.at - beginning)
    let padded = String(repeating: " ", count: max(Self.margin - 2 - stamp.count, 0)) + stamp + "  "
    switch entry.rung {
    case .note(let text):
      return padded + "-- " + text
    case .message(let label, let from, let to, let lost):
      return padded + row(label: label, from: from, to: to, lost: lost)
    }
  }

  private func row(label: String, from: Int, to: Int, lost: Bool) -> String {
    guard from != to else { return uprights(upTo: from) + "@ " + label }
    let left = min(from, to)
    let right = max(from, to)
    let shaft = Self.shaft(label, width: (right - left) * Self.spacing - 1, rightward: from < to, lost: lost)
    let beyond = parties.indices.filter { $0 > right }.map { _ in String(repeating: " ", count: Self.spacing - 1) + "|"
    }
    return uprights(upTo: left) + "|" + shaft + "|" + beyond.joined()
  }

  private func uprights(upTo index: Int) -> String {
    String(repeating: "|" + String(repeating: " ", count: Self.spacing - 1), count: index)
  }

  private static func shaft(_ label: String, width: Int, rightward: Bool, lost: Bool) -> String {
    let text = " \(label.prefix(width - 6)) "
    let lead = (width - text.count) / 2
    let body = String(repeating: "-", count: lead) + text + String(repeating: "-", count: width - text.count - lead)
    switch (rightward, lost) {
    case (true, false): return body.dropLast() + ">"
    case (false, false): return "<" + body.dropFirst()
    case (true, true): return body.dropLast(2) + "x "
    case (false, true): return " x" + body.dropFirst(2)
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let milliseconds = duration / .milliseconds(1)
    let whole = Int(milliseconds.rounded(.down))
    let rest = String(abs(whole % 1000))
    return "\(whole / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}
