import CallControl
import CallQueues
import CallStore
import MediaTransport
import OutsideServices
import SIPEngine
import SIPTransport
import Timekeeping
import WebDesk

/// The figures that the desk's port shows, read at the moment they are asked for.
struct ServiceBoard: DeskBoard {
  let context: CallContext
  let recording: CallRecordingService
  let calls: CallService
  let lookups: LookupService

  func readiness() async -> Readiness {
    if calls.isDraining { return .notReady("draining") }
    if let failure = recording.gauges.failure { return .notReady("the record cannot be written: \(failure)") }
    return .ready
  }

  func metrics() async -> [MetricFamily] {
    let queues = context.floor.gauges
    let phones = MetricFamily(
      "switchboard_phones_registered", .gauge, help: "Phones registered now.", context.roster.registeredPhones)
    let groups = [
      callMetrics, queueMetrics(queues), agentMetrics(queues), [phones], sipMetrics, connectionMetrics, trunkMetrics,
      mediaMetrics, recordMetrics, recordingMetrics, lookupMetrics, await outboxMetrics(), await pinMetrics(),
    ]
    return groups.flatMap(\.self)
  }

  private var callMetrics: [MetricFamily] {
    [
      .init(
        "switchboard_flow_transfers", .gauge,
        help: "Callers whom a flow transfers: connecting (somebody is being reached), talking.",
        FlowTransferStage.allCases.map { MetricReading(context.flowTransfers[$0], ["stage": $0.rawValue]) }),
      .init("switchboard_calls_live", .gauge, help: "Calls in progress.", context.reception.liveCalls),
      .init(
        "switchboard_call_messages_dropped_total", .counter,
        help: "Events lost because too many were waiting; each may cost a call.", context.reception.droppedErrands),
    ]
  }

  private func queueMetrics(_ queues: QueueGauges) -> [MetricFamily] {
    let now = context.clocks.reading.moment
    return [
      .init(
        "switchboard_tickets_waiting", .gauge, help: "Callers waiting, by queue.",
        queues.waiting.sorted { $0.key < $1.key }.map { MetricReading($0.value, ["queue": $0.key.rawValue]) }),
      .init(
        "switchboard_longest_wait_seconds", .gauge, help: "How long the caller waits who came first, by queue.",
        queues.oldest.sorted { $0.key < $1.key }.map {
          MetricReading((now - $0.value) / .seconds(1), ["queue": $0.key.rawValue])
        }),
      .init("switchboard_offers", .gauge, help: "Agents' phones ringing.", queues.offers),
      .init("switchboard_conversations", .gauge, help: "Callers talking with an agent.", queues.conversations),
    ]
  }

  private func agentMetrics(_ queues: QueueGauges) -> [MetricFamily] {
    [
      .init(
        "switchboard_agents", .gauge, help: "Agents, by what they are doing.",
        AgentStatus.Kind.allCases.map { MetricReading(queues.agents[$0] ?? 0, ["status": $0.rawValue]) })
    ]
  }

  private var sipMetrics: [MetricFamily] {
    let sip = context.sip.gauges()
    return [
      .init("switchboard_sip_sessions", .gauge, help: "SIP sessions, one for each leg.", sip.sessions),
      .init(
        "switchboard_sip_transactions", .gauge, help: "SIP transactions; most linger 32 s by design.", sip.transactions),
      .init(
        "switchboard_new_calls_admitted_ratio", .gauge,
        help: "Share of new calls that is let in: below 1 while the machine does not keep up.", sip.admittedShare),
      .init(
        "switchboard_sip_datagrams_total", .counter, help: "SIP datagrams.",
        [
          MetricReading(sip.datagramsReceived, ["direction": "received"]),
          MetricReading(sip.datagramsSent, ["direction": "sent"]),
        ]),
      .init(
        "switchboard_sip_send_failures_total", .counter, help: "SIP datagrams the system did not take.",
        sip.sendFailures),
      .init(
        "switchboard_sip_events_total", .counter, help: "What came of SIP messages.",
        SIPCounter.allCases.map { MetricReading(sip[$0], ["event": $0.rawValue]) }),
    ]
  }

  private var connectionMetrics: [MetricFamily] {
    let connections = context.sip.gauges().connections
    return [
      .init(
        "switchboard_sip_connections", .gauge, help: "SIP connections open now, by transport.",
        SIPFlow.Transport.allCases.filter { $0 != .udp }.map {
          MetricReading(connections.open[$0] ?? 0, ["transport": $0.rawValue])
        }),
      .init(
        "switchboard_sip_connections_total", .counter,
        help: "SIP connections: accepted, opened by us, refused because there are too many, or failed to come about.",
        [
          MetricReading(connections[.accepted], ["event": "accepted"]),
          MetricReading(connections[.opened], ["event": "opened"]),
          MetricReading(connections[.refused], ["event": "refused"]),
          MetricReading(connections[.failed], ["event": "failed"]),
        ]),
      .init(
        "switchboard_sip_connections_closed_total", .counter,
        help: "Ends of SIP connections: lost (by the peer), late (not finished in time), slow (does not read), idle.",
        ConnectionCounter.End.allCases.map { MetricReading(connections[.closed($0)], ["reason": $0.rawValue]) }),
      .init(
        "switchboard_sip_connection_messages_total", .counter, help: "SIP messages over connections.",
        [
          MetricReading(connections[.messageReceived], ["direction": "received"]),
          MetricReading(connections[.messageSent], ["direction": "sent"]),
        ]),
      .init(
        "switchboard_sip_connection_pings_total", .counter, help: "Keep-alives over connections.", connections[.ping]),
      .init(
        "switchboard_sip_connections_broken_total", .counter,
        help: "SIP connections closed because what came could not be cut into messages.", connections[.broken]),
    ]
  }

  private var trunkMetrics: [MetricFamily] {
    let trunks = context.sip.gauges().trunks
    func readings(_ value: (TrunkState) -> Int?) -> [MetricReading] {
      trunks.compactMap { trunk in value(trunk).map { MetricReading($0, ["trunk": trunk.name]) } }
    }
    return [
      .init(
        "switchboard_trunk_registered", .gauge, help: "Whether the carrier knows us, by trunk that registers.",
        readings { $0.isRegistered.map { $0 ? 1 : 0 } }),
      .init(
        "switchboard_trunk_up", .gauge, help: "Whether calls can go out, by trunk that calls are sent to.",
        readings { $0.isUp.map { $0 ? 1 : 0 } }),
      .init(
        "switchboard_trunk_calls", .gauge, help: "Calls of both directions, by trunk.", readings { $0.calls }),
    ]
  }

  private var mediaMetrics: [MetricFamily] {
    let media = context.media.gauges()
    return [
      .init("switchboard_media_streams", .gauge, help: "RTP streams, one for each leg.", media.streams),
      .init(
        "switchboard_media_streams_protected", .gauge, help: "RTP streams with SRTP.", media.protectedStreams),
      .init("switchboard_media_ports", .gauge, help: "RTP ports in use.", media.portsInUse),
      .init(
        "switchboard_rtp_packets_total", .counter, help: "RTP packets.",
        [
          MetricReading(media.packetsReceived, ["direction": "received"]),
          MetricReading(media.packetsSent, ["direction": "sent"]),
        ]),
      .init(
        "switchboard_rtp_dropped_total", .counter, help: "RTP packets not used, by reason.",
        [
          MetricReading(media.droppedForeign, ["reason": "foreign"]),
          MetricReading(media.droppedMalformed, ["reason": "malformed"]),
          MetricReading(media.droppedNotAgreed, ["reason": "not-agreed"]),
          MetricReading(media.droppedUnauthentic, ["reason": "unauthentic"]),
          MetricReading(media.droppedReplayed, ["reason": "replayed"]),
        ]),
      .init(
        "switchboard_late_beats_total", .counter, help: "Beats of the media loops that came late.", media.lateBeats),
      .init(
        "switchboard_media_commands_dropped_total", .counter, help: "Media commands lost to a full inbox.",
        media.commandsDropped),
      .init("switchboard_recordings", .gauge, help: "Recordings that are being written.", media.recordings),
      .init(
        "switchboard_recordings_failed_total", .counter, help: "Recordings that the disk did not take.",
        media.recordingsFailed),
      .init(
        "switchboard_recording_missed_milliseconds_total", .counter,
        help: "Sound that recordings lack because the disk was too slow.", media.recordingMillisecondsMissed),
    ]
  }

  private var recordingMetrics: [MetricFamily] {
    let messages = context.lamps.counts.sorted { $0.key < $1.key }
    return [
      .init("switchboard_recordings_live", .gauge, help: "Recordings that go on.", context.recordings.live),
      .init(
        "switchboard_messages", .gauge, help: "Messages that callers left, by queue.",
        messages.flatMap { queue, count in
          [
            MetricReading(count.new, ["queue": queue.rawValue, "heard": "no"]),
            MetricReading(count.old, ["queue": queue.rawValue, "heard": "yes"]),
          ]
        }),
    ]
  }

  private var recordMetrics: [MetricFamily] {
    let record = recording.gauges
    return [
      .init(
        "switchboard_record_entries_waiting", .gauge, help: "Entries of the record not yet on disk.", record.waiting),
      .init(
        "switchboard_record_entries_written_total", .counter, help: "Entries of the record on disk.", record.written),
      .init("switchboard_record_entries_lost_total", .counter, help: "Entries of the record given up.", record.refused),
    ]
  }
}
