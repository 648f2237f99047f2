export { type DialRoute, type DialTrunk, loadRoutes } from './load-routes.ts';
export { reserveSeats, type SeatRequest, type SeatReservation } from './reserve-seats.ts';
export { connectSeats, freeLostSeats, releaseSeats, releaseSeatsOf, wakeSeats } from './release-seats.ts';
export { createExtension, type NewExtension } from './create-extension.ts';
export { createQueue, type NewQueue } from './create-queue.ts';
export { enableExtension, resetExtensionPassword } from './manage/change-extension.ts';
export { changeQueue, type QueueChange } from './manage/change-queue.ts';
export { changeSeat, type SeatChange } from './manage/change-seat.ts';
export { deleteExtension } from './manage/delete-extension.ts';
export { retireSeat } from './manage/retire-seat.ts';
export { listTelephony, type ManagedQueue, type ManagedSeat, type Telephony } from './manage/list-telephony.ts';
export { makeSipPassword } from './sip-password.ts';
export { createSeat } from './create-seat.ts';
export { openTrunkAccounts, setTrunkAccount, type TrunkAccount } from './trunk-account.ts';
export { createTrunk, type NewTrunk } from './create-trunk.ts';
export { type ListedQueue, type ListedSeat, listQueues } from './list-queues.ts';
export { extensions, queueSeats, queues, routes, seats, trunks } from './tables.ts';
export { listMembers, type Member, type Place, placeMembers } from './organisation/members.ts';
export {
  createUnit,
  deleteUnit,
  listUnits,
  type NewUnit,
  type Unit,
  type UnitChange,
  type UnitKind,
  updateUnit,
} from './organisation/units.ts';
