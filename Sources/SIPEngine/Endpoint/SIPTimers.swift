/// The constants of RFC 3261 §17.1.1.1 and the lettered timers computed from them (RFC 3261 Table 4, RFC 6026 §7).
package struct SIPTimers: Sendable, Hashable {
  /// The estimate of a round trip.
  package var t1: Duration
  /// The longest interval between retransmissions of non-INVITE requests and of final responses to INVITE.
  package var t2: Duration
  /// How long a message may live in the network.
  package var t4: Duration

  package init(t1: Duration = .milliseconds(500), t2: Duration = .seconds(4), t4: Duration = .seconds(5)) {
    self.t1 = t1
    self.t2 = t2
    self.t4 = t4
  }

  package static let standard = SIPTimers()

  /// 64*T1: how long a transaction tries, and how long an unacknowledged 2xx is repeated.
  package var patience: Duration { t1 * 64 }

  /// First interval of INVITE retransmission; doubles without a limit.
  package var timerA: Duration { t1 }
  /// INVITE without any response.
  package var timerB: Duration { patience }
  /// How long an INVITE client transaction answers repeated final responses: more than 32 s over UDP.
  package var timerD: Duration { max(patience, .seconds(32)) }
  /// First interval of non-INVITE retransmission; doubles up to T2.
  package var timerE: Duration { t1 }
  /// Non-INVITE request without a final response.
  package var timerF: Duration { patience }
  /// First interval of retransmission of a final response to INVITE; doubles up to T2.
  package var timerG: Duration { t1 }
  /// Waiting for the ACK to a refusal.
  package var timerH: Duration { patience }
  /// Absorbing repeated ACKs.
  package var timerI: Duration { t4 }
  /// Answering repeated non-INVITE requests.
  package var timerJ: Duration { patience }
  /// Absorbing repeated responses to a non-INVITE request.
  package var timerK: Duration { t4 }
  /// Absorbing repeated INVITEs after a 2xx (RFC 6026 §7.1).
  package var timerL: Duration { patience }
  /// Waiting for further 2xx from forks (RFC 6026 §7.2).
  package var timerM: Duration { patience }
}
