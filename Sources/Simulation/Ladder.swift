package import Timekeeping

/// A ladder diagram as text: who sent what to whom and when, one line a message, the way telephone engineers read it.
///
///          phone                         switchboard
///     0.000  |----------- INVITE 1 ---------x |
///     0.500  |----------- INVITE 1 ---------->|
///     0.500  |<-------- 100 INVITE 1 ---------|
///
/// Time is in seconds from the recorder's beginning. An `x` in place of the arrow's head: lost on the way. A label that
/// is too long for its arrow is cut, which `…` shows.
package struct Ladder: Sendable {
  private enum Rung: Sendable {
    case message(label: String, from: Int, to: Int, lost: Bool)
    case note(String)
  }

  /// Characters between two uprights where nothing else is said.
  package static let standardSpacing = 33
  /// The narrowest that leaves a label something to say, and the widest that an eye follows.
  private static let usableSpacing = 20...48
  private static let margin = 11

  package private(set) var parties: [String]
  /// What stands below a party's name, if anything.
  package var captions: [String: String] = [:]
  private let spacing: Int
  private var rungs: [(at: Moment, rung: Rung)] = []
  private let beginning: Moment

  /// - Parameters:
  ///   - parties: the uprights from left to right; a party first named by a message is added at the right.
  ///   - spacing: characters between two uprights.
  package init(parties: [String] = [], beginning: Moment = .zero, spacing: Int = Self.standardSpacing) {
    self.parties = parties
    self.beginning = beginning
    self.spacing = max(spacing, Self.usableSpacing.lowerBound)
  }

  /// The spacing that makes a ladder with so many uprights as wide as a terminal, if that can be read.
  package static func spacing(forWidth width: Int, parties: Int) -> Int {
    let overhang = margin
    let wanted = (width - margin - overhang) / max(parties - 1, 1)
    return min(max(wanted, usableSpacing.lowerBound), usableSpacing.upperBound)
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
    let captionLine = captions.isEmpty ? [] : [heading(parties.map { captions[$0] ?? "" })]
    return ([heading(parties)] + captionLine + rungs.map(line)).joined(separator: "\n")
  }

  /// Each text centred above its upright, as far as its neighbour lets it.
  private func heading(_ texts: [String]) -> String {
    var line = ""
    for (index, text) in texts.enumerated() where !text.isEmpty {
      let wanted = column(index) - text.count / 2
      line += String(repeating: " ", count: max(wanted - line.count, line.isEmpty ? 0 : 1)) + text
    }
    return line
  }

  private func column(_ index: Int) -> Int { Self.margin + index * spacing }

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
    let shaft = Self.shaft(label, width: (right - left) * spacing - 1, rightward: from < to, lost: lost)
    let beyond = parties.indices.filter { $0 > right }.map { _ in String(repeating: " ", count: spacing - 1) + "|" }
    return uprights(upTo: left) + "|" + shaft + "|" + beyond.joined()
  }

  private func uprights(upTo index: Int) -> String {
    String(repeating: "|" + String(repeating: " ", count: spacing - 1), count: index)
  }

  private static func shaft(_ label: String, width: Int, rightward: Bool, lost: Bool) -> String {
    // At least one dash at either end, besides the head.
    let room = width - 4
    let text = label.count > room ? " \(label.prefix(room - 1))… " : " \(label) "
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
