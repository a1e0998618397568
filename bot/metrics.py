"""What can be measured while the bot runs, in Prometheus's format. No text of any message, and no account, is in it."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)  # seconds

registry = CollectorRegistry()
replies = Counter("onrecord_replies", "Replies, by kind.", ["kind"], registry=registry)
reply_seconds = Histogram(
    "onrecord_reply_seconds", "From reading a message to having its reply.", buckets=_BUCKETS, registry=registry
)
sent_seconds = Histogram(
    "onrecord_sent_seconds", "From the message's arrival to Discord's having the reply.", buckets=_BUCKETS,
    registry=registry,
)  # fmt: skip
reloads = Counter("onrecord_reloads", "Reloads of the knowledge, by how they ended.", ["outcome"], registry=registry)
corrections = Counter("onrecord_corrections", "Posted cards that were corrected.", registry=registry)
store_errors = Counter("onrecord_store_errors", "What could not be written to the store.", registry=registry)
slow_downs = Counter("onrecord_slow_downs", "Questions over the limits for a person or a channel.", registry=registry)
_entries = Gauge("onrecord_entries", "Entries of the knowledge that is served, by kind.", ["kind"], registry=registry)
_knowledge = Gauge("onrecord_knowledge_info", "The version that is served.", ["event", "version"], registry=registry)
_gauges = {
    "queue": Gauge("onrecord_queue_open", "Open cases in the moderators' queue.", registry=registry),
    "gateway": Gauge("onrecord_gateway_up", "1 while Discord's gateway is connected.", registry=registry),
    "latency": Gauge("onrecord_gateway_latency_seconds", "Between a heartbeat and its answer.", registry=registry),
    "servers": Gauge("onrecord_servers", "Servers that the bot is in.", registry=registry),
}


def watch(name: str, value: Callable[[], float]) -> None:
    """Read a gauge from a function: queue, gateway, latency or servers."""
    _gauges[name].set_function(value)


def serving(event: str, version: str, answered: int, unanswered: int) -> None:
    """Note which knowledge is served."""
    _knowledge.clear()
    _knowledge.labels(event, version).set(1)
    _entries.labels("answered").set(answered)
    _entries.labels("unanswered").set(unanswered)


def exposed() -> bytes:
    """Return everything in Prometheus's text format."""
    return generate_latest(registry)
