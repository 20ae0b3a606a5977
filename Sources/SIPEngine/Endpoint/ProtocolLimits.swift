/// The numbers of the engine that are neither the RFC's nor the configuration's, each with its reason.
///
/// The others: `SIPLimits` for the size of a message and its parts, `EndpointLimits` for the tables, `SourceLimits` for
/// whoever has proved nothing, `SIPTimers` for what RFC 3261 times.
package enum ProtocolLimits {
  /// Different 2xx to one INVITE that are served; no honest proxy forks wider.
  package static let forks = 16

  /// How often a re-INVITE is sent that is answered 491 each time. The waits of RFC 3261 §14.1 part two sides after one
  /// meeting; a peer that goes on saying so does not want it.
  package static let glareAttempts = 6

  /// How long a refusal may put off a re-INVITE (Retry-After). RFC 3261 §14.2 has the peer say up to ten seconds; whoever
  /// waits for a hold or a resume much longer than that is better told that it failed.
  package static let longestReofferDelay = Duration.seconds(10)

  /// How often 180 is repeated, so that no proxy takes us for gone: RFC 3261 §13.3.1.1 wants it every minute.
  package static let reminderInterval = Duration.seconds(60)

  /// How long a call may stay unanswered, however often its owner lets it ring: Timer C of the proxies on its way
  /// (§16.6) runs out then anyway.
  package static let answerLimit = Duration.seconds(180)

  /// Contacts of one account: more than a person has phones. One that forgets its old address at every start pushes the
  /// oldest out.
  package static let contacts = 10

  /// How long a nonce may be used. Phones repeat a call's credentials within seconds and a registration's within
  /// minutes.
  package static let nonceLifetime = Duration.seconds(300)

  /// Nonces in use at once: some two for each of the phones that one house can have.
  package static let nonces = 10_000

  /// How far behind its highest count a nonce may be used: datagrams overtake each other, but not by many.
  package static let nonceWindow: UInt32 = 64
}
