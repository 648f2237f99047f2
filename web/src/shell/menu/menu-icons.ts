// The icons an operator may give an entry, by the names that the record keeps. Each is named here, so that only these are built in.
import AudioLines from 'lucide-solid/icons/audio-lines';
import BadgeCheck from 'lucide-solid/icons/badge-check';
import Bell from 'lucide-solid/icons/bell';
import BookOpen from 'lucide-solid/icons/book-open';
import Building from 'lucide-solid/icons/building';
import Calendar from 'lucide-solid/icons/calendar';
import ChartColumn from 'lucide-solid/icons/chart-column';
import CircleHelp from 'lucide-solid/icons/circle-question-mark';
import ExternalLink from 'lucide-solid/icons/external-link';
import FileText from 'lucide-solid/icons/file-text';
import Flag from 'lucide-solid/icons/flag';
import Gauge from 'lucide-solid/icons/gauge';
import Globe from 'lucide-solid/icons/globe';
import Headset from 'lucide-solid/icons/headset';
import IdCard from 'lucide-solid/icons/id-card';
import LifeBuoy from 'lucide-solid/icons/life-buoy';
import Link from 'lucide-solid/icons/link';
import ListChecks from 'lucide-solid/icons/list-checks';
import Mail from 'lucide-solid/icons/mail';
import Megaphone from 'lucide-solid/icons/megaphone';
import MessageCircle from 'lucide-solid/icons/message-circle';
import Phone from 'lucide-solid/icons/phone';
import Settings from 'lucide-solid/icons/settings';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import ShoppingBag from 'lucide-solid/icons/shopping-bag';
import Star from 'lucide-solid/icons/star';
import Tags from 'lucide-solid/icons/tags';
import UsersRound from 'lucide-solid/icons/users-round';
import Video from 'lucide-solid/icons/video';
import WalletCards from 'lucide-solid/icons/wallet-cards';
import type { Component } from 'solid-js';

export type Icon = Component<{ class?: string; strokeWidth?: number; 'aria-hidden'?: 'true' }>;

export const menuIcons: Readonly<Record<string, Icon>> = {
  link: Link,
  'external-link': ExternalLink,
  'life-buoy': LifeBuoy,
  'circle-help': CircleHelp,
  'book-open': BookOpen,
  video: Video,
  'message-circle': MessageCircle,
  mail: Mail,
  phone: Phone,
  headset: Headset,
  megaphone: Megaphone,
  'audio-lines': AudioLines,
  'users-round': UsersRound,
  'id-card': IdCard,
  building: Building,
  'badge-check': BadgeCheck,
  'shield-check': ShieldCheck,
  'list-checks': ListChecks,
  'chart-column': ChartColumn,
  gauge: Gauge,
  'file-text': FileText,
  tags: Tags,
  'wallet-cards': WalletCards,
  'shopping-bag': ShoppingBag,
  calendar: Calendar,
  bell: Bell,
  flag: Flag,
  star: Star,
  globe: Globe,
  settings: Settings,
};

/** Of an own entry without one, or with one that is no longer offered. */
export const plainIcon: Icon = Link;
