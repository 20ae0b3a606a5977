import OutsideServices
import WebDesk

/// Figures of what the service asks of others, tells them, and keeps from them.
extension ServiceBoard {
  var lookupMetrics: [MetricFamily] {
    let lookups = lookups.gauges
    return [
      .init("switchboard_lookups_live", .gauge, help: "Lookups under way.", lookups.underWay),
      .init(
        "switchboard_lookups_total", .counter, help: "Lookups of flows, by what came of them.",
        [
          MetricReading(lookups.found, ["outcome": "found"]), MetricReading(lookups.missing, ["outcome": "missing"]),
          MetricReading(lookups.failed, ["outcome": "failed"]),
        ]),
      .init(
        "switchboard_lookups_remembered_total", .counter, help: "Lookups that an earlier one had answered.",
        lookups.remembered),
      .init(
        "switchboard_lookup_seconds_total", .counter, help: "How long callers were kept waiting by lookups, in all.",
        lookups.waited / .seconds(1)),
    ]
  }

  /// Of the record what can be read; the others are not guessed.
  func outboxMetrics() async -> [MetricFamily] {
    let attempts = context.post.attempts
    let counted = MetricFamily(
      "switchboard_outbox_attempts_total", .counter,
      help: "Attempts to deliver webhooks and e-mails, by their outcome.",
      [
        MetricReading(attempts.delivered, ["outcome": "delivered"]),
        MetricReading(attempts.failed, ["outcome": "failed"]),
        MetricReading(attempts.givenUp, ["outcome": "given-up"]),
      ])
    guard let figures = await context.post.figures() else { return [counted] }
    return [
      counted,
      .init(
        "switchboard_outbox_messages", .gauge,
        help: "Webhooks and e-mails that wait to be delivered, or were given up within a week.",
        [
          MetricReading(figures.waiting, ["state": "waiting"]), MetricReading(figures.dead, ["state": "given-up"]),
        ]),
    ]
  }

  func pinMetrics() async -> [MetricFamily] {
    let counted = MetricFamily(
      "switchboard_pins_refused_total", .counter, help: "PINs that were wrong, or keyed during a lock.",
      context.messages.refusedPINs)
    guard let locks = await context.messages.locks() else { return [counted] }
    return [
      counted,
      .init(
        "switchboard_pin_locks", .gauge, help: "Agents whose PIN, and phones and callers from which no PIN, opens now.",
        [MetricReading(locks.agents, ["of": "agent"]), MetricReading(locks.sources, ["of": "source"])]),
    ]
  }
}
