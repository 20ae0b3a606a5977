import Foundation
import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// Random inputs in any order against the four machines, with what must hold at every step.
@Suite("Model: transactions under random events")
struct TransactionModelTests {
  /// Of twelve steps each; a million steps in all when SWITCHBOARD_LONG is set.
  private static let rounds = ProcessInfo.processInfo.environment["SWITCHBOARD_LONG"] == nil ? 2_000 : 6_000

  private static let codes = [100, 180, 199, 200, 202, 301, 404, 487, 503, 603].map { StatusCode(rawValue: $0) }

  @Test(
    "client machines: one final outcome, deadlines ahead, silence after the end",
    arguments: [1, 2, 3, 4] as [UInt64], [true, false])
  func clients(seed: UInt64, isInvite: Bool) {
    var chance = SeededGenerator(seed: seed)
    for round in 0..<Self.rounds {
      let request = Fixture.request(isInvite ? .invite : .bye)
      var invite = INVITEClientTransaction(
        request: request, octets: [1], timers: .standard, isReliable: round.isMultiple(of: 5))
      var other = NonINVITEClientTransaction(octets: [1], timers: .standard, isReliable: round.isMultiple(of: 5))
      var now = 0
      var hasEnded = false
      var finals: [StatusCode] = []
      for step in 0..<12 {
        now += Int(chance.next() % 12_000)
        let input = step == 0 ? .started : Self.clientInput(&chance, request)
        let effects = isInvite ? invite.handle(input, at: ms(now)) : other.handle(input, at: ms(now))
        #expect(!hasEnded || effects.isEmpty, "seed \(seed) round \(round) step \(step)")
        for case .deliver(let response) in effects where response.status.isFinal { finals.append(response.status) }
        if effects.contains(.timedOut) || effects.contains(.transportFailed) {
          #expect(finals.isEmpty && effects.last == .terminated, "seed \(seed) round \(round)")
        }
        hasEnded = hasEnded || effects.contains(.terminated)
        let deadline = isInvite ? invite.nextDeadline : other.nextDeadline
        #expect(!hasEnded || deadline == nil, "seed \(seed) round \(round)")
      }
      #expect(finals.count <= 1 || isInvite && finals.allSatisfy(\.isSuccess), "seed \(seed) round \(round)")
    }
  }

  @Test(
    "server machines: one final response, the same octets when repeated, silence after the end",
    arguments: [1, 2, 3, 4] as [UInt64], [true, false])
  func servers(seed: UInt64, isInvite: Bool) {
    var chance = SeededGenerator(seed: seed)
    for round in 0..<Self.rounds {
      var invite = INVITEServerTransaction(timers: .standard, isReliable: round.isMultiple(of: 5))
      var other = NonINVITEServerTransaction(timers: .standard, isReliable: round.isMultiple(of: 5))
      var now = 0
      var hasEnded = false
      var last: [UInt8]?
      var finals: [StatusCode] = []
      for step in 0..<12 {
        now += Int(chance.next() % 12_000)
        let input = Self.serverInput(&chance, number: UInt8(step))
        let effects = isInvite ? invite.handle(input, at: ms(now)) : other.handle(input, at: ms(now))
        #expect(!hasEnded || effects.isEmpty, "seed \(seed) round \(round) step \(step)")
        for case .retransmit(let octets) in effects { #expect(octets == last, "seed \(seed) round \(round)") }
        for case .transmit(let octets) in effects {
          last = octets
          if case .respond(let status, _) = input, status.isFinal { finals.append(status) }
        }
        hasEnded = hasEnded || effects.contains(.terminated)
        let deadline = isInvite ? invite.nextDeadline : other.nextDeadline
        #expect(!hasEnded || deadline == nil, "seed \(seed) round \(round)")
      }
      #expect(finals.count <= 1 || isInvite && finals.allSatisfy(\.isSuccess), "seed \(seed) round \(round)")
    }
  }

  private static func clientInput(_ chance: inout SeededGenerator, _ request: SIPRequest) -> ClientTransactionInput {
    switch chance.next() % 8 {
    case 0, 1, 2: .deadlineReached
    case 3: .cancelSent
    case 4: chance.next() % 10 == 0 ? .transportFailed : .deadlineReached
    default: .response(Fixture.response(codes[Int(chance.next() % UInt64(codes.count))], to: request))
    }
  }

  private static func serverInput(_ chance: inout SeededGenerator, number: UInt8) -> ServerTransactionInput {
    switch chance.next() % 8 {
    case 0, 1: .deadlineReached
    case 2, 3: .retransmission
    case 4: .ack
    case 5: chance.next() % 10 == 0 ? .transportFailed : .retransmission
    default: .respond(codes[Int(chance.next() % UInt64(codes.count))], [number])
    }
  }
}
