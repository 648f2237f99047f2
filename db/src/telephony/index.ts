export { type DialRoute, type DialTrunk, loadRoutes } from './load-routes.ts';
export { reserveSeats, type SeatRequest, type SeatReservation } from './reserve-seats.ts';
export { connectSeats, freeLostSeats, releaseSeats, wakeSeats } from './release-seats.ts';
