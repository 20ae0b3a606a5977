import Testing

import WebDesk

@Suite("Prometheus text exposition 0.0.4")
struct PrometheusTextTests {
  @Test("each family has its help and its type before its readings")
  func families() {
    let text = PrometheusText.write([
      MetricFamily("switchboard_calls", .gauge, help: "Calls in progress.", 3),
      MetricFamily(
        "switchboard_sip_datagrams_total", .counter, help: "SIP datagrams.",
        [MetricReading(12, ["direction": "in"]), MetricReading(9, ["direction": "out", "transport": "udp"])]),
      MetricFamily("switchboard_nothing", .gauge, help: "No reading yet.", []),
    ])
    #expect(
      text == """
        # HELP switchboard_calls Calls in progress.
        # TYPE switchboard_calls gauge
        switchboard_calls 3
        # HELP switchboard_sip_datagrams_total SIP datagrams.
        # TYPE switchboard_sip_datagrams_total counter
        switchboard_sip_datagrams_total{direction="in"} 12
        switchboard_sip_datagrams_total{direction="out",transport="udp"} 9
        # HELP switchboard_nothing No reading yet.
        # TYPE switchboard_nothing gauge

        """)
  }

  @Test("backslashes, line feeds and quotation marks are escaped where the format wants it")
  func escaping() {
    let text = PrometheusText.write([
      MetricFamily("m", .gauge, help: "a \\ b\nc \"d\"", [MetricReading(1, ["l": "a \\ b\nc \"d\"\r\n€"])])
    ])
    #expect(
      text == "# HELP m a \\\\ b\\nc \"d\"\n# TYPE m gauge\nm{l=\"a \\\\ b\\nc \\\"d\\\"\r\\n€\"} 1\n")
  }

  @Test(
    "numbers are written as the format wants them",
    arguments: [
      (0, "0"), (-7, "-7"), (0.25, "0.25"), (1e100, "1e+100"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
      (9_007_199_254_740_992, "9007199254740992"),
    ] as [(Double, String)])
  func numbers(value: Double, expected: String) {
    #expect(PrometheusText.write([MetricFamily("m", .gauge, help: "h", value)]).hasSuffix("\nm \(expected)\n"))
  }

  @Test("names are those that Prometheus accepts")
  func names() {
    for good in ["a", "_", "a:b", "A9_"] { #expect(MetricName.isMetric(good)) }
    for bad in ["", "9a", "a-b", "a b", "ä", "a.b"] { #expect(!MetricName.isMetric(bad)) }
    for good in ["a", "_x", "A9_"] { #expect(MetricName.isLabel(good)) }
    for bad in ["", "9a", "a:b", "__x", "a\"b"] { #expect(!MetricName.isLabel(bad)) }
  }
}
