/// What a source of requests may do before it has proved a password, and how often somebody may guess.
///
/// A source is an IPv4 address, or a /64 of IPv6, which is what one customer has. Trunks are no sources: their addresses
/// are configured. Loopback is never limited in its rate, but may not guess either.
package struct SourceLimits: Sendable, Hashable {
  /// Requests outside of any dialog and without proof, by the second: far above what a phone sends, far below what a
  /// scanner wants.
  package var strangersPerSecond = 10
  /// So many at once: an office whose phones come back together after a power cut.
  package var strangersAtOnce = 50
  /// How much more is granted where somebody has proved a password lately: behind one address may be many phones.
  package var provedFactor = 10
  /// How long that proof holds: longer than any registration.
  package var proofLifetime = Duration.seconds(3600)

  /// Wrong passwords within `window` before a lock-out: more than a person at a phone's keys tries, far fewer than a
  /// word list.
  package var failures = 10
  /// Different names asked for without a proof within `window`, from where nobody has proved anything: then it is a
  /// scanner, whatever it says of itself.
  package var names = 30
  /// A retry every half minute, as phones do it on their own, stays below `failures`.
  package var window = Duration.seconds(300)
  /// The first lock-out; each further one is twice as long.
  package var lockOut = Duration.seconds(15 * 60)
  /// The longest lock-out, and how long after one it is remembered how many there were.
  package var longestLockOut = Duration.seconds(24 * 3600)

  /// Sources, accounts and lock-outs that are remembered, each: some megabytes. Beyond that, whoever has been quiet
  /// longest is forgotten.
  package var remembered = 10_000

  /// How many times larger than a request its answer may be over UDP, where the sender's address may be a lie.
  package var amplification = 3

  package init() {}
}
