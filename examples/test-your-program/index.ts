// The program: one database for orders.
import { Database } from "./database";

const orders = new Database("orders");

export const name = orders.store.name;
export const databaseUrl = orders.url;
