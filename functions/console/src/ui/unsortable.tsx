/** Stands in for the area in which the items of a list are dragged: no list of the console can be. */
export default function SortableArea(): never {
  throw new Error("no list of the console can be put in another order");
}
