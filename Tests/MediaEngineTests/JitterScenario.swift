import Foundation
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

/// A story of a jitter buffer, read from a file: `Scenarios/README.md` says how it is written.
struct JitterScenario: CustomTestStringConvertible {
  struct Row {
    var line: Int
    /// Milliseconds.
    var at: Double
    var words: [String]
    var expected: String
  }

  let name: String
  private var clock = RTPClock.telephone
  private var rows: [Row] = []

  var testDescription: String { name }

  static let all: [JitterScenario] = {
    let folder = Bundle.module.resourceURL?.appending(path: "Scenarios")
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) }
    return (files ?? []).filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }.compactMap { file in
      (try? String(contentsOf: file, encoding: .utf8)).map {
        JitterScenario(name: file.deletingPathExtension().lastPathComponent, text: $0)
      }
    }
  }()

  init(name: String, text: String) {
    self.name = name
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      read(line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces), index + 1)
    }
    rows.sort { ($0.at, $0.line) < ($1.at, $1.line) }
  }

  private mutating func read(_ line: String, _ number: Int) {
    guard !line.isEmpty else { return }
    let sides = line.components(separatedBy: "->").map { $0.trimmingCharacters(in: .whitespaces) }
    let words = sides[0].split(separator: " ").map(String.init)
    if words[0] == "clock" {
      clock = RTPClock(rate: Int(words[1]) ?? 0)
      return
    }
    let ends = words[0].components(separatedBy: "..").compactMap(Double.init)
    for (index, at) in stride(from: ends[0], through: ends[ends.count - 1], by: 20).enumerated() {
      rows.append(
        Row(
          line: number, at: at, words: words.dropFirst().map { Self.advanced($0, by: index) },
          expected: sides[1].components(separatedBy: " ").map { Self.advanced($0, by: index) }.joined(separator: " ")))
    }
  }

  /// `7+` three steps on is `10`.
  private static func advanced(_ word: String, by steps: Int) -> String {
    guard word.hasSuffix("+"), let number = Int(word.dropLast()) else { return word }
    return "\(number + steps)"
  }

  /// What comes otherwise than the story says.
  func complaints() -> [String] {
    var buffer = JitterBuffer(clock: clock)
    var left = 0
    return rows.compactMap { row in
      let now = Moment(sinceZero: .seconds(5_000) + .microseconds(Int64(row.at * 1_000)))
      let outcome =
        row.words[0] == "pull"
        ? pull(&buffer, &left, at: now) : "\(insert(row.words, &buffer, at: now))"
      return outcome == row.expected ? nil : "\(name):\(row.line) at \(row.at): \(outcome), not \(row.expected)"
    }
  }

  private func insert(_ words: [String], _ buffer: inout JitterBuffer, at now: Moment) -> JitterBuffer.Insertion {
    let number = Int(words[1]) ?? 0
    func value(_ name: String) -> String? {
      words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
    let said = value("said").flatMap(Int.init) ?? (number - 1) * 20
    let header = RTPHeader(
      marker: false, payloadType: 0, sequence: RTPSequence(rawValue: 65_530).advanced(by: number),
      timestamp: RTPTimestamp(rawValue: .max - 900).advanced(by: said * clock.rate / 1_000),
      ssrc: value("by") == "B" ? 2 : 1)
    let payload: [UInt8] = [1, 2, 3]
    return buffer.insert(
      header, ticks: (value("of").flatMap(Int.init) ?? 20) * clock.rate / 1_000,
      words.contains("noise") ? .noise : .audio(.pcmu), payload: payload.span, at: now)
  }

  /// Asks for 20 ms, of which `left` ticks are there from before.
  private func pull(_ buffer: inout JitterBuffer, _ left: inout Int, at now: Moment) -> String {
    let frame = clock.rate / 50
    var turns: [String] = []
    while left < frame {
      let turn = buffer.next(buffered: left, missing: frame - left, at: now)
      turns.append(describe(turn))
      switch turn {
      case .packet(let packet, let skipped): left += packet.ticks - skipped
      case .lost(let ticks, _), .pause(let ticks): left += ticks
      case .waiting: left = frame
      }
    }
    left -= frame
    return turns.isEmpty ? "nothing" : turns.joined(separator: ", ")
  }

  private func describe(_ turn: JitterBuffer.Turn) -> String {
    func number(_ packet: StoredPacket) -> Int { RTPSequence(rawValue: 65_530).distance(to: packet.sequence) }
    func milliseconds(_ ticks: Int) -> Int { ticks * 1_000 / clock.rate }
    return switch turn {
    case .packet(let packet, 0): "packet \(number(packet))"
    case .packet(let packet, let skipped): "packet \(number(packet)) from \(milliseconds(skipped))"
    case .lost(let ticks, nil): "lost \(milliseconds(ticks))"
    case .lost(let ticks, let next?): "lost \(milliseconds(ticks)) before \(number(next))"
    case .pause(let ticks): "pause \(milliseconds(ticks))"
    case .waiting: "waiting"
    }
  }
}
