import type { SwitchEvent } from '../switch.ts';

/** Takes the events while it is attached. */
export interface ExchangeSink {
  onEvent(event: SwitchEvent): void;
  /** Another sink took over; nothing more will come. */
  onReplaced(): void;
  /** The connection was cut from the outside. */
  onLost(): void;
}

/** The one line over which a controller hears the exchange; events told while nobody listens are lost, as with ARI. */
export class ControllerLine {
  #outbox: SwitchEvent[] = [];
  #sink: ExchangeSink | undefined;
  #open = true;

  /** The newest sink gets the events; the one before it is told that it was replaced. False while connections are refused. */
  attach(sink: ExchangeSink): boolean {
    if (!this.#open) return false;
    const former = this.#sink;
    this.#sink = sink;
    if (former !== undefined && former !== sink) former.onReplaced();
    return true;
  }

  isAttached(sink: ExchangeSink): boolean {
    return this.#sink === sink;
  }

  detach(sink: ExchangeSink): void {
    if (this.#sink === sink) this.#sink = undefined;
  }

  /** Cuts the attached controller off, as a broken network does; it may attach again. */
  cut(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.onLost();
  }

  /** While false, no controller can attach; the one attached is cut off. Calls live on. */
  admit(open: boolean): void {
    this.#open = open;
    if (!open) this.cut();
  }

  put(event: SwitchEvent): void {
    this.#outbox.push(event);
  }

  /** Hands over what was put, also what the sink's own verbs put meanwhile, in order. */
  deliver(): void {
    while (this.#outbox.length > 0) {
      const events = this.#outbox;
      this.#outbox = [];
      for (const event of events) this.#sink?.onEvent(event);
    }
  }
}
